"""Admission of extracts: their contracts, and the checks that every file must pass."""
