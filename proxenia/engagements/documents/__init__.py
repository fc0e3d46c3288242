"""Engagements as documents: calendars."""
