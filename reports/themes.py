"""Themes: other colours for charts and icons, to match a board's other papers."""

from __future__ import annotations

DEFAULT = "nhs"
MDC_EXACT = {
    "common": "#a6a6a6",
    "better": "#00b0f0",
    "worse": "#e46c0a",
    "neutral": "#490092",
    "target": "#de1b1b",
}
"""The colours of Making Data Count's tool, for marks only: its grey and blue are too pale for text."""
THEMES = {DEFAULT: {}, "mdc_exact": MDC_EXACT}


def theme_rules(theme: str) -> str:
    """The theme's additions to the stylesheet; shapes stay, so that nothing is shown by colour alone."""
    colours = "".join(f"--{name}:{colour};" for name, colour in THEMES[theme].items())
    return f"/* {theme} */\n.m,.sp,.ic,.k{{{colours.rstrip(';')}}}\n" if colours else ""
