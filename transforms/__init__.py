"""Build the warehouse from the lake: SQL models in dependency order, written to a new file and swapped in."""
