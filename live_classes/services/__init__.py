"""Writes of live classes, one concern a file."""
