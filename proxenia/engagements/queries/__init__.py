"""Reads about contacts."""
