"""Geometry only: from values to places in a picture."""
