"""The charts of a practice's effect by month and by year, and of how long gains last, written and drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from reports.verification.drawn_paths import Drawing, Height, Label, Point, check_drawing
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import (
    count_words,
    unit_of,
    write_gain,
    write_limits,
    write_percent,
    write_signed,
)
from reports.verification.practice_facts import Row, printed_gain
from reports.verification.written_chart import WrittenChart

SIGNIFICANT = 0.05
"""The p-value below which a trend before adoption is reported (docs/gain.md)."""
WIDTH = 1000


def write_event_study(warehouse: EvidenceWarehouse, practice: str, _: str) -> WrittenChart | None:
    """The effect in each month before and after adoption."""
    rows, verdict = warehouse.rows("effects", practice), warehouse.verdict_of(practice)
    if len(rows) < 2:
        return None
    title, sentence = _write_trend(warehouse.practices.trends.get(practice), verdict)
    months = warehouse.practices.practices[practice]["washout_months"]
    washout = int(warehouse.practices.parameters["washout_months"]) if months is None else months
    first, last = rows[0], rows[-1]
    in_last = write_gain(verdict, last["effect"], short=False)
    description = (
        f"Line chart from month {first['months_since_adoption']} to month {last['months_since_adoption']} since "
        f"adoption. {title}. In the last month {in_last} over {count_words(last['adopters'], 'adopter')}."
    )
    subtitle = f"Pooled difference from what was expected, by month since adoption, in {unit_of(verdict)}"
    key = ("Before adoption", "Since adoption", "90% limits", *(("Washout, not counted",) if washout else ()))
    return WrittenChart(
        title,
        (subtitle, sentence, description),
        key,
        ("Months since adoption", "Adopters", "Effect", "90% limits"),
        tuple(_write_month(row, verdict) for row in rows),
        (len(rows), first["months_since_adoption"], last["effect"]),
        partial(check_drawing, draw=partial(_draw_months, rows, verdict, washout)),
    )


def _write_month(row: Row, verdict: Row) -> tuple[str, ...]:
    months = f"{row['months_since_adoption']:+d}".replace("-", "−")
    return (months, str(row["adopters"]), write_gain(verdict, row["effect"]), write_limits(verdict, *_limits_of(row)))


def _limits_of(row: Row) -> tuple[float, float]:
    """The limits of an effect; the effect itself where one of them is missing."""
    return (row["effect"], row["effect"]) if None in (row["lower"], row["upper"]) else (row["lower"], row["upper"])


def _write_trend(trend: Row | None, verdict: Row) -> tuple[str, str]:
    """The title of the chart, and the sentence on the months before adoption."""
    if trend is None:
        return "Month by month around adoption", ""
    slope, ends = trend["slope_per_year"], (trend["lower"], trend["upper"])
    limits = write_limits(verdict, *((slope, slope) if None in ends else ends))
    moved = f"{write_gain(verdict, slope)} a year"
    if trend["p_value"] >= SIGNIFICANT:
        return (
            "Before adoption, no trend of the adopters' own is seen",
            f"Pre-trend test: against the others they moved by {moved} (limits {limits}, p = {trend['p_value']:.2f}).",
        )
    chance = "< 0.01" if trend["p_value"] < 0.01 else f"= {trend['p_value']:.2f}"
    sentence = f"Pre-trend test: {moved} (limits {limits}, p {chance}). "
    way = "gaining" if slope > 0 else "falling behind"
    return (
        f"Caution: the adopters were already {way} before they adopted",
        f"{sentence}Part of what came after may be this trend and not the practice.",
    )


def _draw_months(rows: Sequence[Row], verdict: Row, washout: int, height: Height) -> Drawing:
    low, high = rows[0]["months_since_adoption"], rows[-1]["months_since_adoption"]

    def across(month: float) -> float:
        return float((min(max(month, low), high) - low) * WIDTH / max(high - low, 1))

    values = [(row["months_since_adoption"], _printed(verdict, row["effect"])) for row in rows]
    ends = [sorted(_printed(verdict, end) for end in _limits_of(row)) for row in rows]
    line = [(across(month), height(value)) for month, value in values]
    upper = [(x, height(end[1])) for (x, _), end in zip(line, ends, strict=True)]
    lower = [(x, height(end[0])) for (x, _), end in zip(line, ends, strict=True)]
    wash = [(across(0), 0.0), (across(washout), 0.0), (across(washout), 1000.0), (across(0), 1000.0)] if washout else []
    paths = {
        "wash": wash,
        "band": [*upper, *reversed(lower)],
        "zero": [(0.0, height(0)), (WIDTH, height(0))],
        "adopt": [(across(0), 0.0), (across(0), 1000.0)],
        "line": line,
        "cc": [place for place, (month, _) in zip(line, values, strict=True) if month < 0],
        "im": [place for place, (month, _) in zip(line, values, strict=True) if month >= 0],
    }
    labels = [Label("fl", "Adoption", across(0) / 10)]
    labels += [Label("xl", _tick(month), across(month) / 10) for month in range(low, high + 1) if month % 12 == 0]
    return Drawing(paths, labels)


def _tick(month: int) -> str:
    return write_signed(month, 0)


def _printed(verdict: Row, value: float) -> float:
    return printed_gain(verdict, value) or 0.0


def write_survival(warehouse: EvidenceWarehouse, practice: str, _: str) -> WrittenChart | None:
    """How long confirmed gains last, with the numbers at risk."""
    rows, summaries = warehouse.rows("survivals", practice), warehouse.rows("durations", practice)
    if len(rows) < 2 or not summaries:
        return None
    gains, lost, median = (summaries[-1][name] for name in ("gains", "lost", "median_months"))
    title = f"{lost} of {count_words(gains, 'confirmed gain')} {'has' if lost == 1 else 'have'} been lost"
    if not lost:
        title = f"None of {count_words(gains, 'confirmed gain')} has been lost so far"
    says = "Fewer than half have been lost in the time seen, so that no median can be given."
    if median is not None:
        says = f"Half of the gains were lost within {count_words(median, 'month')}."
    says += "" if lost >= 10 else " With fewer than ten losses the curve is not to be compared with another."
    last = rows[-1]
    description = (
        f"Step curve. {write_percent(last['survival'])} left after {count_words(last['months'], 'month')}. {title}."
    )
    subtitle = "Share of confirmed gains not lost, by months since confirmation; below, how many were followed so long"
    return WrittenChart(
        title,
        (subtitle, says, description),
        ("Not lost", "95% limits"),
        ("Months", "At risk", "Lost", "Not lost", "95% limits"),
        tuple(_write_step(row) for row in rows),
        (len(rows), lost, last["survival"]),
        partial(check_drawing, draw=partial(_draw_steps, rows)),
    )


def _ends_of(row: Row) -> tuple[float, float]:
    known = row["survival"]
    return (known, known) if None in (row["lower"], row["upper"]) else (row["lower"], row["upper"])


def _write_step(row: Row) -> tuple[str, ...]:
    limits = " to ".join(map(write_percent, _ends_of(row)))
    return (*(str(row[name]) for name in ("months", "at_risk", "lost")), write_percent(row["survival"]), limits)


def _draw_steps(rows: Sequence[Row], height: Height) -> Drawing:
    """The axis is in per cent."""
    last = max(rows[-1]["months"], 1)

    def place(values: Iterator[tuple[int, float]]) -> list[Point]:
        return [(month / last * WIDTH, height(value * 100)) for month, value in values]

    curve = place((row["months"], row["survival"]) for row in rows)
    upper = place((row["months"], _ends_of(row)[1]) for row in rows)
    lower = place((row["months"], _ends_of(row)[0]) for row in rows)[::-1]
    back = [lower[0]]
    for (before, _), (x, y) in pairwise(lower):
        back += [(before, y), (x, y)]
    paths = {
        "band": [*step_corners(upper), *back],
        "half": [(0.0, height(50)), (WIDTH, height(50))],
        "curve": step_corners(curve),
    }
    shown = [row for row in rows if row["months"] % (12 if last > 18 else 6) == 0]
    labels = [
        Label("xl", str(row[name]), row["months"] / last * 100) for row in shown for name in ("months", "at_risk")
    ]
    return Drawing(paths, labels)


def step_corners(places: Sequence[Point]) -> list[Point]:
    """A line that keeps its level until the next place."""
    corners = list(places[:1])
    for (_, level), (x, y) in pairwise(places):
        corners += [(x, level), (x, y)]
    return corners
