"""Reads that every record shares."""
