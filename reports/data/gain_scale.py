"""The scale of a gain: differences of shares or of logarithms, and for logarithms the direction of the measure."""

from __future__ import annotations

FALLING = "log, falling"
"""The scale of logarithms of a measure of which less is better: a gain above none is a fall of the figure."""


def choose_gain_scale(scale: str | None, direction: str | None) -> str | None:
    """The scale as the pages know it: gains have the sign of the direction, per cents are those of the figure."""
    return FALLING if scale == "log" and direction == "decrease" else scale
