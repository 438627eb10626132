"""From a series to the sentences that a person would write."""

from __future__ import annotations

from reports.records import Series, Standard
from reports.words import change, month_name, number, plural


def is_better(series: Series, delta: float) -> bool | None:
    """Whether a change is for the better; None where the measure has no better direction, or nothing changed."""
    if not delta or series.measure.direction == "neutral":
        return None
    return (delta > 0) == (series.measure.direction == "increase")


def finding(series: Series) -> str:
    """The title of a chart: what it shows, in a few words."""
    measure = series.measure
    if len(series.points) == 1:
        return f"{measure.title}: {number(series.last.value, measure.unit)}, one month so far"
    before = series.at(12)
    if before is None:
        return f"{measure.title}: {number(series.last.value, measure.unit)} in {month_name(series.last.month)}"
    delta = series.last.value - before.value
    shown = change(delta, measure.unit)
    if shown.startswith("0"):
        return f"{measure.title}: as a year before"
    better = is_better(series, delta)
    word = {True: "better than", False: "worse than", None: "higher than" if delta > 0 else "lower than"}[better]
    return f"{measure.title}: {word} a year before"


def statistic(series: Series) -> str:
    """The subtitle of a chart: the measure in its unit, and the months it covers."""
    measure = series.measure
    unit = {"share": f"Share of {measure.noun}", "weeks": "Weeks", "count": measure.noun.capitalize()}[measure.unit]
    first, last = series.points[0].month, series.last.month
    span = month_name(last) if first == last else f"{month_name(first)} to {month_name(last)}"
    gap = f"; {plural(series.missing_months, 'month')} missing" if series.missing_months else ""
    when = "at the month's end" if measure.is_at_month_end else "a month"
    return f"{unit}, {when}, {span}{gap}"


def latest(series: Series) -> str:
    """The last value with its change over a month and over a year."""
    measure, last = series.measure, series.last
    parts = [f"{number(last.value, measure.unit)} in {month_name(last.month)}"]
    for months, words in ((1, "on the month"), (12, "on the year")):
        before = series.at(months)
        if before:
            parts.append(f"{change(last.value - before.value, measure.unit)} {words}")
    return ", ".join(parts) + "."


def against_standard(series: Series) -> str:
    """Whether the standard of the month is met, and whether the process as it is can meet it."""
    standard = series.standard
    if standard is None:
        return ""
    is_met = meets(series, standard)
    gap = change(series.last.value - standard.value, series.measure.unit).lstrip("+−")
    text = f"The standard ({standard.title}) is {'met' if is_met else f'missed by {gap}'}"
    ability = {
        "consistent_pass": "; the process as it is will meet it",
        "consistent_fail": "; the process as it is will not meet it without a change",
        "inconsistent": "; it lies inside the expected range, so it will be met in some months and missed in others",
    }.get(series.assurance or "", "")
    return f"{text}{ability}."


def meets(series: Series, standard: Standard) -> bool:
    is_above = series.last.value >= standard.value
    return is_above if series.measure.direction == "increase" else series.last.value <= standard.value


def process(series: Series) -> str:
    """What the control chart says."""
    if len(series.points) == 1:
        return "One month so far: no trend can be told."
    if series.refusal:
        return f"{series.refusal.rstrip('.')}."
    return series.sentence or ""


def description(series: Series) -> str:
    """The chart in words, for those who do not see it."""
    points = series.points
    unit = series.measure.unit
    low, high = min(point.value for point in points), max(point.value for point in points)
    text = f"Line chart of {plural(len(points), 'month')}. Lowest {number(low, unit)}, highest {number(high, unit)}."
    text += f" {latest(series)}"
    last = series.last
    if last.lower is not None and last.upper is not None and last.mean is not None:
        text += (
            f" Mean {number(last.mean, unit)}, expected range {number(last.lower, unit)} to {number(last.upper, unit)}."
        )
    return f"{text} {process(series)} {against_standard(series)}".strip()


VARIATION_WORDS = {
    "common_cause": "Common cause: no significant change",
    "improvement_high": "Special cause: improvement, higher",
    "improvement_low": "Special cause: improvement, lower",
    "concern_high": "Special cause: concern, higher",
    "concern_low": "Special cause: concern, lower",
    "neutral_high": "Special cause: higher, neither better nor worse",
    "neutral_low": "Special cause: lower, neither better nor worse",
}
ASSURANCE_WORDS = {
    "consistent_pass": "Will meet the standard",
    "consistent_fail": "Will miss the standard",
    "inconsistent": "Hit and miss: the standard lies inside the expected range",
}
