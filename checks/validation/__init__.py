"""Validation: check a typed table against its contract and for plausibility, and describe the outcome."""
