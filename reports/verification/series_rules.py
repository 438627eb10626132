"""Works out again what a claim about a series should say: one function for each kind of claim."""

from __future__ import annotations

from collections.abc import Callable

from reports.claims.claim import Claim, ClaimValue
from reports.verification.reading_phases import DRAWN_ALL_THE_SAME
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse

Values = tuple[ClaimValue, ...]
NONE_FITS = ("xmr", "g", "t", "")


def _latest(_: SeriesWarehouse, facts: SeriesFacts, __: Claim) -> Values:
    last = facts.values[-1]
    return (last, *(None if (before := facts.value_at(months)) is None else last - before for months in (1, 12)))


def variation_of(facts: SeriesFacts) -> str:
    """The variation of the last month with its side; empty where the limits are on trial or would mislead."""
    finding = facts.finding
    if not finding or (not finding["has_summary"] and finding["chart"] in ("xmr", None)):
        return ""
    if finding["chart"] == "xmr":
        if finding["is_trial"] or finding["refusal"] or facts.reading.newest_refusal in DRAWN_ALL_THE_SAME:
            return ""
        signal = facts.signals[-1]
        word = {".": "common_cause", "i": "improvement", "c": "concern", "n": "neutral"}[facts.colour(signal)]
        return word if not signal else f"{word}_{'high' if signal > 0 else 'low'}"
    word = (finding["variation"] or "").removeprefix("special_cause_")
    if word in ("improvement", "concern"):
        return f"{word}_{'high' if (word == 'improvement') == (facts.measure.direction == 'increase') else 'low'}"
    return word


def chart_of(facts: SeriesFacts) -> str:
    return "xmr" if not facts.finding else facts.finding["chart"] or ""


def _finding(_: SeriesWarehouse, facts: SeriesFacts, __: Claim) -> Values:
    is_other = facts.finding and chart_of(facts) != "xmr"
    return (variation_of(facts), bool(is_other and facts.finding["is_shifted"]), chart_of(facts))


def months_that_reach(facts: SeriesFacts, standard: float) -> tuple[int, int]:
    """How many of the last twelve months reach the standard, and how many have a figure."""
    last = facts.months[-1]
    recent = [
        value
        for month, value in zip(facts.months, facts.values, strict=True)
        if (last.year - month.year) * 12 + last.month - month.month < 12
    ]
    return sum(reaches(facts, value, standard) for value in recent), len(recent)


def reaches(facts: SeriesFacts, value: float, standard: float) -> bool:
    return value >= standard if facts.measure.direction == "increase" else value <= standard


def assurance_of(facts: SeriesFacts, standard: float) -> str:
    """What is expected of the standard, from the limits of the last month themselves."""
    finding = facts.finding
    if not finding or not finding["has_summary"] or finding["assurance_refusal"] or finding["is_trial"]:
        return ""
    is_grey = chart_of(facts) == "xmr" and facts.reading.newest_refusal in DRAWN_ALL_THE_SAME
    if facts.measure.direction == "neutral" or is_grey:
        return ""
    if finding["refusal"] == "constant":
        return "consistent_pass" if reaches(facts, facts.values[-1], standard) else "consistent_fail"
    _, lower, upper = facts.limits[-1]
    if chart_of(facts) != "xmr" or lower is None or upper is None:
        return ""
    if lower <= standard <= upper:
        return "inconsistent"
    is_above = lower > standard
    return "consistent_pass" if is_above == (facts.measure.direction == "increase") else "consistent_fail"


def _standard(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    standard = warehouse.standard_of(claim.measure, facts.months[-1])
    if standard is None:
        return (None, None, None, None, "")
    if facts.measure.direction == "neutral":
        return (standard[0], None, None, None, "")
    is_counted = facts.finding.get("has_summary") and not facts.hidden
    count = months_that_reach(facts, standard[0]) if is_counted else (None, None)
    return (standard[0], reaches(facts, facts.values[-1], standard[0]), *count, assurance_of(facts, standard[0]))


def first_place(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, first: ClaimValue) -> int:
    """The place of the first month that the page shows: of the series, or three years before an adoption."""
    months = [f"{month:%Y-%m}" for month in facts.months]
    starts = warehouse.starts.get((claim.measure, claim.organisation), set())
    may_begin = {0} | {next((at for at, month in enumerate(months) if month >= start), -1) for start in starts}
    at = months.index(str(first)) if str(first) in months else -1
    return at if at in may_begin and at >= 0 else 0


def _span(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    at = first_place(warehouse, facts, claim, claim.values[0])
    months = facts.months[at:]
    hidden = [month for month in facts.hidden if at == 0 or month >= months[0]]
    ends = sorted([months[0], months[-1], *hidden])
    missing = (ends[-1].year - ends[0].year) * 12 + ends[-1].month - ends[0].month + 1 - len(months) - len(hidden)
    return (f"{months[0]:%Y-%m}", len(months), missing, len(hidden))


def _range(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    at = first_place(warehouse, facts, claim, claim.values[0])
    values = facts.values[at:]
    return (f"{facts.months[at]:%Y-%m}", len(values), min(values), max(values))


def _limits(_: SeriesWarehouse, facts: SeriesFacts, __: Claim) -> Values:
    return facts.limits[-1]


def _dots(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    at = first_place(warehouse, facts, claim, claim.values[0])
    return (f"{facts.months[at]:%Y-%m}", facts.colours_from(at))


def _second_dots(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    at = first_place(warehouse, facts, claim, claim.values[0])
    return (f"{facts.months[at]:%Y-%m}", "".join(map(facts.colour, facts.second_signals[at:])))


def _cell(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values:
    """The row and the column of the matrix."""
    standard = warehouse.standard_of(claim.measure, facts.months[-1])
    column = ""
    if standard and facts.measure.direction != "neutral":
        column = assurance_of(facts, standard[0]) or "not_judged"
    side = variation_of(facts)
    word = side.removesuffix("_high").removesuffix("_low")
    if word == "neutral":
        word = side
    return ("" if not word else word if word == "common_cause" else f"special_cause_{word}", column)


def _rank(warehouse: SeriesWarehouse, _: SeriesFacts, claim: Claim) -> Values | None:
    place = warehouse.places.get((claim.measure, claim.organisation))
    return None if place is None else (place.place, place.peers, place.tied, place.likely_from, place.likely_to)


def _gap(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values | None:
    target, last = claim.values[0], facts.values[-1]
    if target == "standard":
        standard = warehouse.standard_of(claim.measure, facts.months[-1])
        return None if standard is None else (target, standard[0], last - standard[0])
    if target == "best quarter":
        place = warehouse.places.get((claim.measure, claim.organisation))
        return None if place is None else (target, place.best_quarter, last - place.best_quarter)
    years = rolling_years(facts)
    best = max(years.values()) if facts.measure.direction == "increase" else min(years.values())
    return (target, best, years[len(facts.months) - 1] - best)


def rolling_years(facts: SeriesFacts) -> dict[int, float]:
    """The value of every twelve months in a row that all have a figure, by the place of the last."""
    years = {}
    for at in range(11, len(facts.months)):
        first, last = facts.months[at - 11], facts.months[at]
        if (last.year - first.year) * 12 + last.month - first.month != 11:
            continue
        parts = facts.parts[at - 11 : at + 1]
        if facts.measure.unit == "share":
            years[at] = sum(part[0] or 0 for part in parts) / sum(part[1] or 0 for part in parts)
        else:
            years[at] = sum(facts.values[at - 11 : at + 1]) / 12
    return years


def _histogram(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim) -> Values | None:
    place = warehouse.places.get((claim.measure, claim.organisation))
    return None if place is None else (place.peers, facts.values[-1])


def _nothing(_: SeriesWarehouse, __: SeriesFacts, ___: Claim) -> Values:
    return ()


Rule = Callable[[SeriesWarehouse, SeriesFacts, Claim], Values | None]
SERIES_RULES: dict[str, Rule] = {
    "latest": _latest,
    "finding": _finding,
    "standard": _standard,
    "span": _span,
    "months": _span,
    "range": _range,
    "limits": _limits,
    "dots": _dots,
    "second dots": _second_dots,
    "second chart": _nothing,
    "cell": _cell,
    "rank": _rank,
    "gap": _gap,
    "histogram": _histogram,
}
