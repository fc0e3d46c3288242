"""What the desk does: it owns nothing but the demonstration it loads."""
