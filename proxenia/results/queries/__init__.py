"""What the room of results reads."""
