"""What sources declare of their figures, and what is looked for in them."""
