"""Every write of the room of results."""
