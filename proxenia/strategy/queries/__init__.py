"""Reads of the room of strategy."""
