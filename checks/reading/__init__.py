"""Reading: turn the bytes of a file into a typed table by detecting its layout, text, sheet and columns."""
