"""Backups: one sealed file, taken while people write; brought back whole or not at all; rehearsed by a drill."""
