"""Another theme changes the colours of marks and icons, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dags.cli.parser import build_parser
from reports import publish, themes

STYLES = (Path(publish.__file__).parent / "static" / "app.css").read_text(encoding="utf-8")


def test_the_default_adds_nothing() -> None:
    assert themes.theme_rules(themes.DEFAULT) == ""


def test_the_colours_are_those_of_the_tool() -> None:
    assert themes.theme_rules("mdc_exact") == (
        "/* mdc_exact */\n"
        ".m,.sp,.ic,.k{--common:#a6a6a6;--better:#00b0f0;--worse:#e46c0a;--neutral:#490092;--target:#de1b1b}\n"
    )


@pytest.mark.parametrize("name", sorted(themes.MDC_EXACT))
def test_each_colour_is_one_that_the_stylesheet_draws_with(name: str) -> None:
    assert f"--{name}: #" in STYLES
    assert re.search(rf"(stroke|background): var\(--{name}\)|solid var\(--{name}\)", STYLES)


def test_the_command_line_knows_every_theme() -> None:
    for theme in themes.THEMES:
        assert build_parser()[0].parse_args(["publish", "--theme", theme]).theme == theme
    assert build_parser()[0].parse_args(["publish"]).theme == themes.DEFAULT
