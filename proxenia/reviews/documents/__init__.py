"""What leaves the room of reviews as a document."""
