"""Pages of the room of strategy."""
