"""The chart of the gain year by year, written and drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from reports.verification.drawn_paths import Drawing, Height, Label, Point, check_drawing
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import (
    MORE_THAN_ALL,
    count_words,
    share_in_brief,
    unit_of,
    write_gain,
    write_limits,
    write_percent,
)
from reports.verification.practice_facts import Row, printed_gain
from reports.verification.written_chart import WrittenChart

LEAST_ADOPTERS = 5
"""Adopters of a year below which its share heads no chart (docs/gain.md)."""
WIDTH = 1000
WIDEST, SHARE_OF_PLACE = 90, 0.28
"""Half the width of a bar: at most so much, and so much of its place."""


def write_years(warehouse: EvidenceWarehouse, practice: str, _: str) -> WrittenChart | None:
    """The pooled gain in each whole year, beside the first year of the same adopters."""
    rows, verdict = warehouse.rows("years", practice), warehouse.verdict_of(practice)
    if not rows:
        return None
    parts = [_describe(row, verdict) for row in rows]
    subtitle = (
        f"Pooled gain in each whole year after the washout, in {unit_of(verdict)}; below it, the share of the first "
        "year’s gain that is kept and the number of adopters"
    )
    says = "A year counts only adopters followed through it. The dotted line is the first year of the same adopters."
    return WrittenChart(
        _write_title(rows, verdict),
        (subtitle, says, f"Column chart of {count_words(len(rows), 'year')}. {'; '.join(parts)}."),
        ("Gain", "First year of the same adopters", "90% limits"),
        ("Year after the washout", "Adopters", "Gain", "90% limits", "First year, same adopters", "Kept", "Limits"),
        tuple(_write_row(row, verdict) for row in rows),
        (len(rows), rows[0]["effect"], rows[-1]["effect"]),
        partial(check_drawing, draw=partial(_draw, rows, verdict)),
    )


def _share_of(row: Row) -> tuple[float, float, float] | None:
    ends = (row["share_retained"], row["share_lower"], row["share_upper"])
    return None if None in ends else ends


def _limits_of(row: Row) -> tuple[float, float]:
    ends = (row["effect_lower"], row["effect_upper"])
    return (row["effect"], row["effect"]) if None in ends else ends


def _first_of_same(row: Row) -> float | None:
    """The first year of the adopters that were followed to this year."""
    share = _share_of(row)
    return None if not row["year"] or share is None or not share[0] else row["effect"] / share[0]


def _kept(row: Row) -> str:
    share = _share_of(row)
    return share_in_brief(share[0]) if share and row["year"] else ""


def _describe(row: Row, verdict: Row) -> str:
    text = f"year {row['year'] + 1}, {count_words(row['adopters'], 'adopter')}: {write_gain(verdict, row['effect'])}"
    return f"{text}, {_kept(row)} kept" if _kept(row) else text


def _write_title(rows: Sequence[Row], verdict: Row) -> str:
    """The share of the latest year that has enough adopters and says something; otherwise the first year's gain."""
    for row in reversed(rows[1:]):
        share = _share_of(row)
        if share and row["adopters"] >= LEAST_ADOPTERS and (share[1] > 0 or share[2] < 1):
            who = f"(at {row['adopters']} of {count_words(rows[0]['adopters'], 'adopter')})"
            return f"In year {row['year'] + 1}, {_share_words(share[0])} {who}"
    return f"{write_gain(verdict, rows[0]['effect'])} in the first year"


def _share_words(share: float) -> str:
    if share < 0:
        return "no part of the first year's gain is left"
    if share > MORE_THAN_ALL:
        return "all of the first year's gain is left, and more"
    return f"{write_percent(share)} of the first year's gain is kept"


def _write_row(row: Row, verdict: Row) -> tuple[str, ...]:
    share, first = _share_of(row), _first_of_same(row)
    shares = (write_percent(share[0]), " to ".join(map(write_percent, share[1:]))) if share else ("–", "–")
    compared = "–" if first is None else write_gain(verdict, first)
    gain = (write_gain(verdict, row["effect"]), write_limits(verdict, *_limits_of(row)))
    return (f"Year {row['year'] + 1}", str(row["adopters"]), *gain, compared, *shares)


def _draw(rows: Sequence[Row], verdict: Row, height: Height) -> Drawing:
    place = WIDTH / len(rows)
    half = min(place * SHARE_OF_PLACE, WIDEST)
    bars: list[Point] = []
    whiskers: list[Point] = []
    compared: list[Point] = []
    labels = []
    for at, row in enumerate(rows):
        middle = (at + 0.5) * place
        low, high = sorted(height(printed_gain(verdict, end) or 0.0) for end in _limits_of(row))
        top = height(printed_gain(verdict, row["effect"]) or 0.0)
        sides = (middle - half, middle + half)
        bars += [(sides[0], height(0)), (sides[0], top), (sides[1], top), (sides[1], height(0))]
        whiskers += [(middle, low), (middle, high), (middle - 12, low), (middle - 12, high)]
        first = _first_of_same(row)
        if first is not None:
            level = height(printed_gain(verdict, first) or 0.0)
            compared += [(middle - half * 1.2, level), (middle + half * 1.2, level)]
        count = f"n = {row['adopters']}"
        below = (f"Year {row['year'] + 1}", f"{_kept(row)}, {count}" if _kept(row) else count)
        labels += [Label("xl", words, middle / 10) for words in below]
    paths = {"cb": bars, "zero": [(0.0, height(0)), (WIDTH, height(0))], "whisk": whiskers, "avg": compared}
    return Drawing(paths, labels)
