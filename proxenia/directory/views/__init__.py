"""Pages of the directory: organisations, people, doubles and merges, places to settle."""
