"""Reads of the room: the library, and what computes indicators from records."""
