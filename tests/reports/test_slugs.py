"""Names of pages and files are valid on Windows, and no two are the same where case does not count."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.slugs import LONGEST_SLUG, distinct_slugs, slug

HOSTILE = ("con", "CON", "Aux", "nul", "PRN", "com1", "COM0", "lpt9", "CON ", "con.", "a.", "a ", "a..b", "-", "--", "")
HOSTILE += (
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "C:",
    "a:b",
    "a*?",
    '<a>|"b"',
    "a\nb",
    "a\x00b",
    "CONIN$",
    "é",
    "ß",
    "x" * 300,
)
HOSTILE += ("Ａ", "İ", "ﬀ", "a\u202eb", "%2e%2e", "a#b", "a?b", "~", "$HOME", "CON.txt")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def is_valid_on_windows(name: str) -> bool:
    return (
        bool(re.fullmatch(r"[a-z0-9_][a-z0-9_-]*", name)) and not RESERVED.fullmatch(name) and len(name) <= LONGEST_SLUG
    )


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_code_makes_a_valid_name(code: str) -> None:
    assert is_valid_on_windows(slug(code))


@given(st.text(max_size=100))
def test_any_code_makes_a_valid_name(code: str) -> None:
    assert is_valid_on_windows(slug(code))


@pytest.mark.parametrize(
    ("code", "name"),
    [("RAA", "raa"), ("ae_within_4h", "ae_within_4h"), ("early-review", "early-review"), ("ENGLAND", "england")],
)
def test_an_ordinary_code_keeps_its_name(code: str, name: str) -> None:
    assert slug(code) == name


def test_hostile_codes_have_distinct_names() -> None:
    assert len(set(distinct_slugs(HOSTILE).values())) == len(set(HOSTILE))


@given(st.lists(st.text(alphabet="aAbB.- _cCoOnN", max_size=6), unique=True))
def test_no_two_codes_share_a_name(codes: list[str]) -> None:
    names = distinct_slugs(codes)
    assert len(set(names.values())) == len(codes)
    assert all(is_valid_on_windows(name) for name in names.values())


def test_the_order_of_the_codes_does_not_matter() -> None:
    codes = ["aux", "AUX", "Huddles", "huddles", "HUDDLES", "a.b", "a-b"]
    assert distinct_slugs(codes) == distinct_slugs(codes[::-1])
    assert distinct_slugs(codes)["a-b"] == "a-b", "only codes that clash change"
