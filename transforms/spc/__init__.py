"""The SPC rules on any series, by the same SQL as the warehouse."""
