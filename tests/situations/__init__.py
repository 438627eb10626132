"""Twelve small homes, each with one situation in which a verdict could go wrong, and the answer that it must give."""
