"""Geometry only: turns values into positions in a picture."""
