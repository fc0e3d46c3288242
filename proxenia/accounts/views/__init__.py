"""The pages of offices and their people, and of signing in."""
