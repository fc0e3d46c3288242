"""What the desk reads: everything, as far as the reader may see it."""
