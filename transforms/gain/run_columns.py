"""Columns of `core.gain_run` that come in groups: an estimate with its limits, two readings, ends of windows."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence

from transforms.gain.interval import Interval
from transforms.gain.panel import MeasurePanel
from transforms.gain.windows import ComparisonWindows


def limit_columns(name: str, interval: Interval | None) -> dict[str, float | None]:
    first = "share_retained" if name == "share" else name
    values = (interval.estimate, interval.lower, interval.upper) if interval else (None, None, None)
    return {
        key: None if value is None or not math.isfinite(value) else value
        for key, value in zip((first, f"{name}_lower", f"{name}_upper"), values, strict=True)
    }


def reading_columns(gains: Sequence[float]) -> dict[str, float | None]:
    """The gain in each reading of the months before adoption."""
    names = ("gain_with_quarter", "gain_without_quarter", "gain_without_nine_months")
    return dict(zip(names, (*gains, None, None), strict=False))


def window_columns(panel: MeasurePanel, at: ComparisonWindows) -> dict[str, datetime.date | None]:
    spans = {"baseline": at.baseline, "gain": at.gain, "current": at.current}
    return {
        f"{name}_{end}": None if span is None else panel.date(span[0] if end == "from" else span[1] - 1)
        for name, span in spans.items()
        for end in ("from", "to")
    }
