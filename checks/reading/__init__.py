"""From the bytes of a file to a typed table: which layout it has, its text, its sheets, its columns."""
