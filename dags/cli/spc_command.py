"""`holdgain spc`: the SPC rules on a series from anywhere, by the code that charts the warehouse."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from dags.cli.output import print_problem

STANDARD_OUTPUT = Path("-")


def chart_series(asked: argparse.Namespace, _: Home) -> int:
    try:
        warnings = _write_chart(
            asked.series,
            asked.options,
            asked.out,
            asked.summary,
            as_json=asked.json,
            ignores_absent_rebases=asked.ignore_absent_rebases,
            date_order=asked.dates,
        )
    except ValueError as fault:
        raise UsageError(str(fault)) from fault
    for warning in warnings:
        print_problem(warning)
    return 0


def _write_chart(
    series: Path | None,
    options: Path | None,
    out: Path | None,
    summary: Path | None,
    *,
    as_json: bool,
    ignores_absent_rebases: bool = False,
    date_order: str | None = None,
) -> tuple[str, ...]:
    """Write the points, or with `summary` alone one row per series; what the person should know about the series.

    Raises ValueError, in one sentence, for input that cannot be charted.
    """
    from transforms.spc.any_series import SpcError, chart_any_series

    if series is None:  # `spc --summary SERIES.csv`: the name is the series'
        series, summary = summary, STANDARD_OUTPUT
    _must_be_files(series, options)
    try:
        result = chart_any_series(
            Path(series or STANDARD_OUTPUT),
            options,
            ignores_absent_rebases=ignores_absent_rebases,
            date_order=date_order,
        )
        is_summary = summary == STANDARD_OUTPUT
        texts = result.iterate_summary_csv if is_summary else result.iterate_points_csv
        if out:
            (result.write_summary if is_summary else result.write_points)(out)
        if summary and not is_summary:
            result.write_summary(summary)
        if as_json:
            # from the values, not from the CSV: an apostrophe before a formula is for spreadsheets alone
            _print_json(result.iterate_summary() if is_summary else result.iterate_points())
        elif out is None:
            sys.stdout.writelines(texts())
    except SpcError as fault:
        raise ValueError(str(fault)) from fault
    return result.warnings


def _print_json(records: Iterable[Mapping[str, object]]) -> None:
    """Print the records as a list, one after another, so that they are never in memory all at once."""
    separator = "["
    for record in records:
        print(separator, json.dumps({name: _json_text(value) for name, value in record.items()}), sep="", end="")
        separator = ", "
    print("]" if separator == ", " else "[]")


def _json_text(value: object) -> str:
    """The value as the CSV writes it; what is missing is an empty text, and a limit that does not exist is NaN."""
    if value is None:
        return ""
    return "NaN" if isinstance(value, float) and math.isnan(value) else str(value)


def _must_be_files(series: Path | None, options: Path | None) -> None:
    if series in (None, STANDARD_OUTPUT):
        raise ValueError("name the file of the series: holdgain spc SERIES.csv (or .parquet)")
    for path in (series, options):
        if path and not path.is_file():
            raise ValueError(f"{path}: there is no such file")
