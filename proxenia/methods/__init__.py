"""Methods: plain values in, explained results out; no Django."""
