"""What the room of results keeps."""
