"""Pages of the desk: it reads everything and owns nothing."""
