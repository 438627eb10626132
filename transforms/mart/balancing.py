"""One row per practice and balancing measure: whether another measure got worse where it was adopted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from transforms.gain import panel_loader
from transforms.gain.arrow_tables import tabulate_panels
from transforms.gain.cohorts import list_cohorts
from transforms.gain.interval import Interval
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.gain.practice_evidence import find_practice_evidence
from transforms.result_cache import NO_CACHE, ResultCache

READS = panel_loader.TABLES_READ
FIELDS = "practice:text measure:text adopters:int effect lower upper margin finding:text scale:text"


def rows(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> pa.Table:
    panels = panel_loader.load_balancing_panels(con, cache)
    return tabulate_panels(panels, cache, "mart.balancing", FIELDS, _of_practice)


def _of_practice(practice: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    panel = practice.panel
    run, margin = panel.months - 1, practice.worthwhile(parameters)
    pooled = find_practice_evidence(panel, list_cohorts(panel, run, parameters), margin, parameters).pooled
    if pooled is None:
        return
    effect = pooled.around(-1, parameters)
    yield {
        "practice": practice.practice,
        "measure": practice.measure,
        "adopters": pooled.adopters,
        "effect": effect.estimate,
        "lower": effect.lower,
        "upper": effect.upper,
        "margin": margin,
        "finding": describe_change(effect, margin),
        "scale": "points" if panel.is_share else "log",
    }


def describe_change(effect: Interval, margin: float) -> str:
    """Classify a change by its limits, with up as better."""
    if effect.upper < 0:
        return "worse"
    if effect.lower > 0:
        return "better"
    return "not_worse" if effect.lower > -margin else "cannot_tell"
