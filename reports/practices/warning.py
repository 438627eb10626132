"""The early warning of one adopter, with how often the rule warns where nothing has changed."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.warning import Level, warning
from reports.practices.evidence import Warned
from reports.practices.figures import Figure, safe, table
from reports.practices.words import FALLING, gain, shown
from reports.words import month_name, plural


def figure(found: Sequence[Warned], scale: str | None, data_file: str) -> Figure | None:
    if len(found) < 2:
        return None
    last = found[-1]
    title = f"No early warning in {month_name(last.month)}"
    if last.is_warning:
        beyond = "above" if scale == FALLING else "below"
        title = f"Early warning: {plural(max(last.in_a_row, 1), 'month')} in a row {beyond} what is expected"
    end = "highest" if scale == FALLING else "lowest"
    levels = [
        Level(one.month, shown(one.level, scale), _maybe(one.expected_low, scale), one.is_warning) for one in found
    ]
    raw = ("month", "level", "expected_low", "is_warning")
    return Figure(
        "early-warning",
        title,
        f"Gain month by month, and the {end} that is expected while the gain of the first year holds",
        tuple(text for text in ("A warning is a prompt to look, not a verdict.", rates(last)) if text),
        (("cc", "As expected"), ("co", "Warning"), ("ln", f"{end.capitalize()} expected")),
        safe(warning(levels, f"{end.capitalize()} ")),
        f"Line chart of {plural(len(found), 'month')}. {title}. Latest level {gain(last.level, scale)}.",
        "",
        table(
            ("Month", "Gain", f"{end.capitalize()} expected", "Warning"),
            [
                (
                    month_name(one.month),
                    gain(one.level, scale, short=True),
                    "–" if one.expected_low is None else gain(one.expected_low, scale, short=True),
                    "Warning" if one.is_warning else "",
                )
                for one in reversed(found)
            ],
            raw,
            [[getattr(one, name) for name in raw] for one in found],
        ),
        data_file,
    )


def _maybe(value: float | None, scale: str | None) -> float | None:
    return None if value is None else shown(value, scale)


def rates(last: Warned) -> str:
    """How often the rule is wrong, beside the rule that is in common use."""
    if last.false_alarm_rate is None:
        return ""
    text = f"Where nothing has changed, this rule warns in {last.false_alarm_rate * 100:.1f}% of months"
    if last.spc_false_alarm_rate is not None:
        text += f"; a control chart with its usual rules, in {last.spc_false_alarm_rate * 100:.1f}%"
    return f"{text}."
