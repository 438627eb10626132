"""Whether a typed table meets its contract and is plausible, and how the outcome is reported."""
