"""What vital signs add to pages."""
