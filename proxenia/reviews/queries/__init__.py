"""Reads about the life of ties."""
