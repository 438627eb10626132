"""Panels made up for a test: a few organisations by months, with what is known of them planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from transforms.gain.panel import NEVER_ADOPTED, Floats, MeasurePanel, month_number

FIRST = month_number(2020, 1)


def panel(
    scores: Floats,
    adopted: Mapping[int, int],
    *,
    regions: Sequence[str] | None = None,
    washout: int = 3,
    support_end: int = -1,
    left_out: Iterable[int] = (),
) -> MeasurePanel:
    """A panel of shares; `adopted` maps places to columns, `left_out` names the columns of shocks."""
    size, months = scores.shape
    columns = np.full(size, NEVER_ADOPTED, dtype=np.int64)
    for place, column in adopted.items():
        columns[place] = column
    shocks = np.zeros(months, dtype=bool)
    shocks[list(left_out)] = True
    return MeasurePanel(
        organisations=tuple(f"R{place:03d}" for place in range(size)),
        first_month=FIRST,
        scores=scores,
        raw=scores,
        weights=np.full(scores.shape, 1000.0),
        regions=tuple(regions) if regions is not None else ("",) * size,
        adopted=columns,
        support_end=support_end,
        washout=washout,
        is_share=True,
        is_decrease=False,
        left_out=shocks,
    )


def wobble(size: int, months: int, seed: int, *, sd: float = 0.01, memory: float = 0.5) -> Floats:
    """Levels that differ and a noise that remembers part of the month before."""
    generator = np.random.default_rng(seed)
    noise = generator.normal(0, sd, (size, months))
    for month in range(1, months):
        noise[:, month] += memory * noise[:, month - 1]
    return 0.7 + generator.normal(0, 0.05, (size, 1)) + noise


def with_gap(scores: Floats, part: float, seed: int) -> Floats:
    """The same with that part of the cells not published."""
    hidden = np.random.default_rng(seed).random(scores.shape) < part
    return np.where(hidden, np.nan, scores)
