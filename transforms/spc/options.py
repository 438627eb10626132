"""The options of `holdgain spc`: a JSON list with one object for each series that differs from the defaults."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KNOWN_DIRECTIONS = ("increase", "decrease", "neutral")
FEWEST_FIXED = 12  # as NHSRplotthedots asks (docs/spc.md)


class SpcError(ValueError):
    """The series or the options cannot be used; the message says why and where."""


@dataclass(frozen=True)
class SeriesOption:
    """The options of one series."""

    series_id: str
    direction: str = "increase"
    rule_set: str = "ptd"
    target: float | None = None
    fix_after_points: int | None = None
    screens_moving_ranges: bool | None = None
    rebases: tuple[datetime.date, ...] = ()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_enough_to_fix(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= FEWEST_FIXED


def _is_dates(value: object) -> bool:
    try:
        parse_dates(value)
    except (TypeError, ValueError):
        return False
    return True


def parse_dates(value: object) -> tuple[datetime.date, ...]:
    """Parse a date or a list of dates; YYYY-MM means the first of the month."""
    if not isinstance(value, str | list):
        raise TypeError(value)
    texts = [value] if isinstance(value, str) else value
    return tuple(datetime.date.fromisoformat(f"{text}-01" if len(text) == len("2020-01") else text) for text in texts)


CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "improvement_direction": (lambda value: value in KNOWN_DIRECTIONS, f"one of {', '.join(KNOWN_DIRECTIONS)}"),
    "rebase": (_is_dates, "a list of dates, YYYY-MM-DD"),
    "fix_after_n_points": (_is_enough_to_fix, f"a whole number of {FEWEST_FIXED} or more"),
    "target": (_is_number, "a number"),
    "screen_outliers": (lambda value: isinstance(value, bool), "true or false"),
    "rule_set": (lambda value: isinstance(value, str), "a name"),
    "note": (lambda value: isinstance(value, str), "text"),
}


def read_options(path: Path) -> list[SeriesOption]:
    """Read the options in file order. Raises SpcError on anything that it does not recognise."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SpcError(f"cannot read {path}: {error}") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SpcError(f"{path}: the options are a list of objects, each with a series_id")
    options = {}
    for entry in entries:
        option = _parse_option(entry)
        if option.series_id in options:
            raise SpcError(f"{path}: options are given twice for {option.series_id}")
        options[option.series_id] = option
    return list(options.values())


def _parse_option(entry: Mapping[str, Any]) -> SeriesOption:
    name = entry.get("series_id")
    if not isinstance(name, str) or not name:
        raise SpcError("every entry of the options needs a series_id")
    given = {key: value for key, value in entry.items() if value is not None and key != "series_id"}
    for key, value in given.items():
        if key not in CHECKS:
            raise SpcError(f"options of {name}: {key} is not known; the options are {', '.join(CHECKS)}")
        is_good, meaning = CHECKS[key]
        if not is_good(value):
            raise SpcError(f"options of {name}: {key} is {meaning}, not {value!r}")
    return SeriesOption(
        series_id=name,
        direction=given.get("improvement_direction", "increase"),
        rule_set=given.get("rule_set", "ptd"),
        target=given.get("target"),
        fix_after_points=given.get("fix_after_n_points"),
        screens_moving_ranges=given.get("screen_outliers"),
        rebases=parse_dates(given.get("rebase", [])),
    )
