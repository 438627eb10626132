"""Builds that compute what has changed, and take over the rest from the warehouse before."""
