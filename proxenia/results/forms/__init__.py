"""The forms of the room of results."""
