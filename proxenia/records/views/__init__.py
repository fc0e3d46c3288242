"""Pages that every record shares: its history, notes and files, kept views, and imports."""
