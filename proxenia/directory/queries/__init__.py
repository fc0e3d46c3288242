"""Reads of the directory, one module a subject: organisations, posts, people, doubles, open places."""
