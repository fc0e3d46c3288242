"""The pages of the room of results."""
