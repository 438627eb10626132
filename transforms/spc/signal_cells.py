"""The cells of the points of `holdgain spc` that say which signals each point is part of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from transforms.spc.cell_groups import CellGroup
from transforms.spc.point_names import PointKind
from transforms.spc.point_rows import ChartedPoints

ANSWERS = {0: False, 1: True}
NEAR_ANSWERS = (False, True, None)
SIGNAL_NAMES = (
    "outside_limits",
    "relative_to_mean",
    "close_to_limits",
    "part_of_trend7",
    "part_of_2in3",
    "part_of_shift7",
    "special_cause_type",
    "special_cause_flag",
    "point_type",
    "short_group_warning",
    "rule_set",
    "guarded_point_type",
)


def group_signals(charted: ChartedPoints, phases: Sequence[tuple[Any, ...]]) -> CellGroup:
    """The cells that depend on the kind of the point, and on what is shown of its phase."""
    numbers_by_phase: dict[tuple[Any, ...], int] = {}
    of_phases = np.array([numbers_by_phase.setdefault(phase, len(numbers_by_phase)) for phase in phases])
    codes = charted.points.spread(of_phases)
    codes = (codes * len(charted.kinds.kinds) + charted.kinds.numbers) * len(NEAR_ANSWERS) + charted.signals.is_near
    present, numbers = np.unique(codes, return_inverse=True)
    different_phases = list(numbers_by_phase)
    contents = []
    for code in present.tolist():
        rest, near = divmod(code, len(NEAR_ANSWERS))
        phase, kind = divmod(rest, len(charted.kinds.kinds))
        contents.append(_list_signal_cells(charted.kinds.kinds[kind], NEAR_ANSWERS[near], different_phases[phase]))
    return CellGroup(SIGNAL_NAMES, contents, numbers)


def _list_signal_cells(kind: PointKind, is_near: bool | None, phase: tuple[str, str, bool]) -> tuple[Any, ...]:
    is_short, rule_set, is_shown = phase
    return (
        write_flag(ANSWERS.get(kind.is_outside)),
        kind.side if kind.side in (-1, 0, 1) else None,
        write_flag(is_near),
        kind.is_trend,
        kind.is_two_of_three if kind.is_two_of_three in ANSWERS else None,
        kind.is_shift if kind.is_shift in ANSWERS else None,
        kind.label,
        write_flag(kind.rule is not None),
        kind.variation,
        is_short,
        rule_set,
        kind.variation if is_shown else None,
    )


def write_flag(answer: bool | None) -> str | None:
    return None if answer is None else str(answer).upper()
