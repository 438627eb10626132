"""Themes: other colours of the charts and icons, for boards whose other papers have them."""

from __future__ import annotations

DEFAULT = "nhs"
MDC_EXACT = {
    "common": "#a6a6a6",
    "better": "#00b0f0",
    "worse": "#e46c0a",
    "neutral": "#490092",
    "target": "#de1b1b",
}
"""The colours of Making Data Count's tool. Marks alone: its grey and its blue are too pale for letters."""
THEMES = {DEFAULT: {}, "mdc_exact": MDC_EXACT}


def theme_rules(theme: str) -> str:
    """What the theme adds to the stylesheet; shapes stay, so that no colour tells anything alone."""
    colours = "".join(f"--{name}:{colour};" for name, colour in THEMES[theme].items())
    return f"/* {theme} */\n.m,.sp,.ic,.k{{{colours.rstrip(';')}}}\n" if colours else ""
