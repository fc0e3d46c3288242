"""Pages of contacts and promises."""
