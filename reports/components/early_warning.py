"""The early warning of one adopter, with the rule's false-alarm rate."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.months import month_ordinal
from reports.charts.warning import WarningLevel, warning_chart
from reports.components.figures import ChartFigure, FigureTable, make_table, mark_safe, places_between
from reports.components.practice_claims import claim_evidence
from reports.data.gain_scale import FALLING
from reports.data.practice_evidence import EarlyWarning
from reports.formatting import month_name, plural
from reports.text.gain_words import format_gain, scaled_gain, unit_words


def warning_figure(
    warnings: Sequence[EarlyWarning], scale: str | None, data_file: str, adopter: tuple[str, str]
) -> ChartFigure | None:
    """Draw the early warning of an adopter, named by its practice and its organisation; None of a single month."""
    if len(warnings) < 2:
        return None
    last, (practice, organisation) = warnings[-1], adopter
    newest = (last.is_warning, last.level)
    title = f"No early warning in {month_name(last.month)}"
    if last.is_warning:
        beyond = "above" if scale == FALLING else "below"
        title = f"Early warning: {plural(max(last.in_a_row, 1), 'month')} in a row {beyond} what is expected"
    end = "highest" if scale == FALLING else "lowest"
    levels = [
        WarningLevel(
            warning.month,
            scaled_gain(warning.level, scale),
            _scaled_or_none(warning.expected_low, scale),
            warning.is_warning,
        )
        for warning in warnings
    ]
    return ChartFigure(
        "early-warning",
        title,
        f"Change since the first year, average of three months, in {unit_words(scale)}; and the {end} that we expect "
        "while the gain of the first year holds",
        tuple(text for text in ("A warning is a prompt to look, not a verdict.", warning_rates_sentence(last)) if text),
        (("cc", "As expected"), ("co", "Warning"), ("ln", f"{end.capitalize()} expected")),
        mark_safe(warning_chart(levels, f"{end.capitalize()} ")),
        f"Line chart of {plural(len(warnings), 'month')}. {title}. "
        f"Latest change since the first year: {format_gain(last.level, scale)}.",
        f"Change since the first year, {unit_words(scale)}",
        _warnings_table(warnings, scale, f"{end.capitalize()} expected"),
        data_file,
        claim_evidence("early warnings", practice, len(warnings), *newest, organisation=organisation),
    )


def _warnings_table(warnings: Sequence[EarlyWarning], scale: str | None, expected: str) -> FigureTable:
    names = ("month", "level", "expected_low", "is_warning")
    rows = [
        (
            month_name(warning.month),
            format_gain(warning.level, scale, short=True),
            "–" if warning.expected_low is None else format_gain(warning.expected_low, scale, short=True),
            "Warning" if warning.is_warning else "",
        )
        for warning in reversed(warnings)
    ]
    raw_rows = [[getattr(warning, name) for name in names] for warning in warnings]
    months = [month_ordinal(warning.month) for warning in warnings]
    places = places_between(reversed(months), months[0], months[-1])
    return make_table(("Month", "Change since the first year", expected, "Warning"), rows, names, raw_rows, places)


def _scaled_or_none(value: float | None, scale: str | None) -> float | None:
    return None if value is None else scaled_gain(value, scale)


def warning_rates_sentence(last: EarlyWarning) -> str:
    """A sentence on how often the rule is wrong, compared with the rule in common use."""
    if last.false_alarm_rate is None:
        return ""
    text = f"Where nothing has changed, this rule warns in {last.false_alarm_rate * 100:.1f}% of months"
    if last.spc_false_alarm_rate is not None:
        text += f"; a control chart with its usual rules, in {last.spc_false_alarm_rate * 100:.1f}%"
    return f"{text}."
