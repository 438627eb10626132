"""Sentences about a series."""

from __future__ import annotations

from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import format_number, month_name, ordinal_number, plural, unit_name
from reports.text import reading
from reports.text.precision import describe_move, format_value, has_signal

VARIATION_WORDS = {
    "common_cause": "Common cause: no significant change",
    "improvement_high": "Special cause: improvement, higher",
    "improvement_low": "Special cause: improvement, lower",
    "concern_high": "Special cause: concern, higher",
    "concern_low": "Special cause: concern, lower",
    "neutral_high": "Special cause: higher, neither better nor worse",
    "neutral_low": "Special cause: lower, neither better nor worse",
}
CHART_WORDS = {
    "xmr": "XmR",
    "p_prime": "P′",
    "run": "run chart",
    "c": "C",
    "u": "U",
    "u_prime": "U′",
    "g": "G, between rare events",
    "t": "T",
}
PEER_WORDS = {
    "trust": "NHS trusts",
    "other provider": "other providers",
    "PCT": "primary care trusts",
    "region": "regions",
    "ICB": "integrated care boards",
    "SHA": "strategic health authorities",
}
FINDING_WORDS = {
    "common_cause": "no significant change",
    "improvement_high": "a signal of improvement",
    "improvement_low": "a signal of improvement",
    "concern_high": "a signal of concern",
    "concern_low": "a signal of concern",
    "neutral_high": "a signal upwards",
    "neutral_low": "a signal downwards",
}


NO_SHIFT = "No sign of a shift."
"""What mart.run_chart says of a series without a shift."""


def is_better(series: SeriesRecord, delta: float) -> bool | None:
    """Whether a change is for the better; None for a neutral measure or no change."""
    if not delta or series.measure.direction == "neutral":
        return None
    return (delta > 0) == (series.measure.direction == "increase")


def chart_title(series: SeriesRecord) -> str:
    """The title of a chart: its finding in a few words."""
    measure = series.measure
    if len(series.points) == 1 and not series.hidden:
        return f"{measure.title}: {format_value(series, series.last.value)}, one month so far"
    if series.variation_icon in FINDING_WORDS:
        return f"{measure.title}: {FINDING_WORDS[series.variation_icon]}"
    if series.is_shifted:
        return f"{measure.title}: the level has shifted"
    if series.chart == "run" and series.sentence == NO_SHIFT:
        return f"{measure.title}: no sign of a shift"
    before = series.at(12)
    # where the chart has something to say, a comparison of two months is not its finding
    if before is None or series.sentence or series.refusal:
        return f"{measure.title}: {format_value(series, series.last.value)} in {month_name(series.last.month)}"
    delta = series.last.value - before.value
    if describe_move(series, delta) == "unchanged":
        return f"{measure.title}: as a year before"
    better = is_better(series, delta)
    word = {True: "better than", False: "worse than", None: "higher than" if delta > 0 else "lower than"}[better]
    return f"{measure.title}: {word} a year before"


def chart_subtitle(series: SeriesRecord) -> str:
    """The subtitle of a chart: the measure in its unit, and the months it covers."""
    measure = series.measure
    unit = measure.axis_title or unit_name(measure.unit, measure.noun)
    when = "at the month's end" if measure.is_at_month_end else "by month"
    first, last = series.points[0].month, series.last.month
    span = month_name(last) if first == last else f"{month_name(first)} to {month_name(last)}"
    text = f"{unit}, {when}, {span}"
    if series.missing_months:
        text += f"; {plural(series.missing_months, 'month')} missing"
    if series.hidden:
        text += f"; {plural(len(series.hidden), 'month')} hidden: small numbers"
    return text


def latest_sentence(series: SeriesRecord) -> str:
    """The last value with its change over a month and over a year."""
    last = series.last
    text = f"{format_value(series, last.value)} in {month_name(last.month)}"
    return f"{text}{_change_words(series, ': ')}."


def _change_words(series: SeriesRecord, opening: str) -> str:
    parts = []
    for months, words, other in ((1, "on the month", "the month before"), (12, "on the year", "a year before")):
        before = series.at(months)
        if before:
            move = describe_move(series, series.last.value - before.value)
            # a series with a signal is not unchanged, although two of its months are alike
            is_level = move == "unchanged" and has_signal(series)
            parts.append(f"the same as {other}" if is_level else f"{move} {words}")
    if len(parts) == 2:
        parts[1] = parts[1].replace(" percentage points", "")
    return f"{opening}{' and '.join(parts)}" if parts else ""


def headline_sentence(series: SeriesRecord) -> str:
    """One sentence on the last month: the measure, its value, its changes."""
    measure, last = series.measure, series.last
    figure = f"{format_value(series, last.value)} in {month_name(last.month)}"
    return f"{measure.title}: {figure}{_change_words(series, ', ')}."


REFUSAL_WORDS = {
    "hidden": "No mean and no limits are drawn: they would give back the months that are hidden for small numbers",
    "constant": "No limits are drawn: every month has the same value",
    "rare_events": "No limits are drawn: in half of the months or more the count is zero",
    "mostly_the_same": "No limits are drawn: most months have the same value",
}


def process_sentence(series: SeriesRecord) -> str:
    """The control chart's finding."""
    if len(series.points) == 1:
        return "One month so far: too few to show a trend." if not series.hidden else "Only one month can be shown."
    if series.refusal and series.chart in ("xmr", "g", "t", None):
        # a figure that cannot be charted by month may be charted by event
        more = "" if series.chart == "xmr" else series.sentence or ""
        return f"{REFUSAL_WORDS.get(series.refusal, series.refusal).rstrip('.')}. {more}".strip()
    return reading.grey_sentence(series) or series.sentence or ""


def peer_words(measure: MeasureRecord, peer_kind: str) -> str:
    """The peers as a plural noun; the contract of a kind may divide trusts by what they have."""
    for preposition in ("with", "without"):
        if measure.peer_label and peer_kind == f"trust {preposition} {measure.peer_label}":
            return f"NHS trusts {preposition} a {measure.peer_label} {measure.peer_noun}"
    return PEER_WORDS.get(peer_kind, "peers")


def rank_sentence(series: SeriesRecord) -> str:
    """The rank among the peers: '57th of 141 NHS trusts, best first'."""
    standing = series.standing
    if standing is None:
        return ""
    peers = peer_words(series.measure, standing.peer_kind)
    text = f"{ordinal_number(standing.rank)} of {standing.peers:,} {peers}, best first"
    if standing.tied == standing.peers:
        return f"All {standing.peers:,} {peers} have the same figure"
    if standing.tied > 1:
        text = f"Joint {text}; {standing.tied:,} have the same figure"
    if standing.rank_lower is None or standing.rank_upper is None:
        return text
    if standing.rank_lower == standing.rank_upper:
        return f"{text}; no other place is likely"
    return f"{text}; likely between {ordinal_number(standing.rank_lower)} and {ordinal_number(standing.rank_upper)}"


def range_sentence(series: SeriesRecord) -> str:
    """How many months the chart has, and the range of its values."""
    points, unit = series.points, series.measure.unit
    low, high = min(point.value for point in points), max(point.value for point in points)
    text = f"Line chart of {plural(len(points), 'month')}."
    return f"{text} Lowest {format_number(low, unit)}, highest {format_number(high, unit)}."


def limits_sentence(series: SeriesRecord) -> str:
    """The centre line and the limits of the last month; empty where none are drawn."""
    last, unit = series.last, series.measure.unit
    if last.lower is not None and last.upper is not None and last.mean is not None:
        return (
            f"Mean {format_number(last.mean, unit)}, expected range "
            f"{format_number(last.lower, unit)} to {format_number(last.upper, unit)}."
        )
    if series.chart == "run" and last.mean is not None:
        return f"Median {format_number(last.mean, unit)}."
    return ""
