"""The options of `holdgain spc`: a JSON list with one object for each series that differs from the defaults."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from transforms.spc.date_column import read_iso_date
from transforms.spc.spc_error import SpcError, shorten_value

KNOWN_DIRECTIONS = ("increase", "decrease", "neutral")
FEWEST_FIXED = 12  # as NHSRplotthedots asks (docs/spc.md)


@dataclass(frozen=True)
class SeriesOption:
    """The options of one series."""

    series_id: str
    direction: str = "increase"
    rule_set: str = "ptd"
    target: float | None = None
    fix_after_points: int | None = None
    screens_moving_ranges: bool | None = None
    rebases: tuple[datetime, ...] = ()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_enough_to_fix(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= FEWEST_FIXED


def _is_dates(value: object) -> bool:
    try:
        parse_dates(value)
    except (TypeError, ValueError):
        return False
    return True


def parse_dates(value: object) -> tuple[datetime, ...]:
    """Parse a date or a list of dates; YYYY-MM means the first of the month. Raises TypeError or ValueError."""
    if not isinstance(value, str | list):
        raise TypeError(value)
    moments = [read_iso_date(text) for text in ([value] if isinstance(value, str) else value)]
    if None in moments:
        raise ValueError(value)
    return tuple(moment for moment in moments if moment)


CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "improvement_direction": (lambda value: value in KNOWN_DIRECTIONS, f"one of {', '.join(KNOWN_DIRECTIONS)}"),
    "rebase": (_is_dates, "a list of dates, YYYY-MM-DD or YYYY-MM"),
    "fix_after_n_points": (_is_enough_to_fix, f"a whole number of {FEWEST_FIXED} or more"),
    "target": (_is_number, "a number"),
    "screen_outliers": (lambda value: isinstance(value, bool), "true or false"),
    "rule_set": (lambda value: isinstance(value, str), "a name"),
    "note": (lambda value: isinstance(value, str), "text"),
}


ADVICE = {"target": "; write 95% as 0.95, and a target that changes in a column target of the series"}


def read_options(path: Path) -> list[SeriesOption]:
    """Read the options in file order. Raises SpcError on anything that it does not recognise."""
    entries = _read_json(path)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SpcError(f"{path}: the options must be a list of objects, each with a series_id")
    options = {}
    for entry in entries:
        option = _parse_option(entry)
        if option.series_id in options:
            raise SpcError(f"{path}: options are given twice for {option.series_id}")
        options[option.series_id] = option
    return list(options.values())


def _read_json(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SpcError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        # spreadsheets and editors on Windows also write UTF-16, byte order marks and Windows-1252
        return json.loads(_decode_json(content))
    except json.JSONDecodeError as error:
        raise SpcError(
            f"cannot read {path}: line {error.lineno} is not valid JSON from character {error.colno}; "
            'write a list of objects, as [{"series_id": "a", "target": 0.95}]'
        ) from error


def _decode_json(content: bytes) -> str:
    try:
        return content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _is_nothing(value: object) -> bool:
    """Whether an option is not given: null, or the NaN that pandas writes for it."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def _parse_option(entry: Mapping[str, Any]) -> SeriesOption:
    name = entry.get("series_id")
    if not isinstance(name, str) or not name:
        raise SpcError("every entry of the options needs a series_id")
    given = {key: value for key, value in entry.items() if not _is_nothing(value) and key != "series_id"}
    for key, value in given.items():
        if key not in CHECKS:
            raise SpcError(f"options of {name}: {key} is not known; the options are {', '.join(CHECKS)}")
        is_good, meaning = CHECKS[key]
        if not is_good(value):
            raise SpcError(f"options of {name}: {key} is {meaning}, not {shorten_value(value)}{ADVICE.get(key, '')}")
    return SeriesOption(
        series_id=name,
        direction=given.get("improvement_direction", "increase"),
        rule_set=given.get("rule_set", "ptd"),
        target=given.get("target"),
        fix_after_points=given.get("fix_after_n_points"),
        screens_moving_ranges=given.get("screen_outliers"),
        rebases=parse_dates(given.get("rebase", [])),
    )
