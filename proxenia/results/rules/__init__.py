"""What a result must say, which step it takes next, what its shares come to, and when a claim ages."""
