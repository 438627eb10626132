"""Recognises files about single patients, so that they are refused and never copied."""
