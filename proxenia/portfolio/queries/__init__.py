"""Reads of the portfolio."""
