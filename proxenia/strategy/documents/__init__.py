"""Papers of the room of strategy."""
