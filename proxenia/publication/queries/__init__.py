"""Reads of the papers: what a briefing or a handover stands on."""
