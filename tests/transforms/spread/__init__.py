"""Spread, its curve and the time to loss: held to counting by hand and to other implementations."""
