"""One row per practice and balancing measure: whether something else has become worse where it was adopted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import read
from transforms.gain.adopters import cohorts
from transforms.gain.history import pools
from transforms.gain.interval import Interval
from transforms.gain.parameters import Parameters, parameters
from transforms.gain.tables import schema

READS = read.READS
FIELDS = "practice:text measure:text adopters:int effect lower upper margin finding:text scale:text"


def rows(con: duckdb.DuckDBPyConnection) -> pa.Table:
    found = [row for practice in read.balancing(con) for row in _of_practice(practice, parameters())]
    return pa.Table.from_pylist(found, schema=schema(FIELDS))


def _of_practice(practice: read.Practice, parameters: Parameters) -> Iterator[dict[str, Any]]:
    panel = practice.panel
    gain, both = pools(panel, cohorts(panel, panel.months - 1, parameters), parameters)
    pooled = both or gain
    if pooled is None:
        return
    effect, margin = pooled.around(-1, parameters), practice.worthwhile(parameters)
    yield {
        "practice": practice.practice,
        "measure": practice.measure,
        "adopters": pooled.adopters,
        "effect": effect.estimate,
        "lower": effect.lower,
        "upper": effect.upper,
        "margin": margin,
        "finding": finding(effect, margin),
        "scale": "points" if panel.is_share else "log",
    }


def finding(effect: Interval, margin: float) -> str:
    """What the limits allow to be said of a change, where up is better."""
    if effect.upper < 0:
        return "worse"
    if effect.lower > 0:
        return "better"
    return "not_worse" if effect.lower > -margin else "cannot_tell"
