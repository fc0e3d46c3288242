"""Forms of the room of strategy."""
