"""Doors to the papers."""
