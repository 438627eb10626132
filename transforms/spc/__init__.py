"""The SPC rules on any series, by the same code as the warehouse."""
