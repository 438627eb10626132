"""Processes that are killed at any moment, and what the next run makes of it."""
