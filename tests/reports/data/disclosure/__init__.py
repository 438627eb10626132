"""Disclosure control tried from outside: what a published edition gives away of the figures that it hides."""
