"""`holdgain spc`: the SPC rules on a series from anywhere, by the SQL that charts the warehouse."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

INSTEAD = Path("-")


def chart(
    series: Path | None,
    options: Path | None,
    out: Path | None,
    summary: Path | None,
    *,
    as_json: bool,
    ignores_absent_rebases: bool = False,
) -> tuple[str, ...]:
    """Write the points, or with `summary` alone one row per series; what the person should know about the series.

    Raises ValueError, in one sentence, for input that cannot be charted.
    """
    from transforms.spc import SpcError, run

    if series is None:  # `spc --summary SERIES.csv`: the name is the series'
        series, summary = summary, INSTEAD
    _must_be_files(series, options)
    try:
        result = run(Path(series or INSTEAD), options, ignores_absent_rebases=ignores_absent_rebases)
        text = (result.summary_csv if summary == INSTEAD else result.points_csv)(out)
        if summary and summary != INSTEAD:
            result.summary_csv(summary)
    except SpcError as fault:
        raise ValueError(str(fault)) from fault
    if as_json:
        print(json.dumps(list(csv.DictReader(io.StringIO(text)))))
    elif out is None:
        sys.stdout.write(text)
    return result.warnings


def _must_be_files(series: Path | None, options: Path | None) -> None:
    if series in (None, INSTEAD):
        raise ValueError("name the file of the series: holdgain spc SERIES.csv")
    for path in (series, options):
        if path and not path.is_file():
            raise ValueError(f"{path}: there is no such file")
