"""From the lake to the warehouse: SQL models in derived order, built into a new file and swapped in."""
