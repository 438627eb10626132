"""The product agrees with the plain-Python oracle on random series: gaps, ties, constants, rebases, every rule set."""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.spc import oracle
from transforms.spc.any_series import chart_any_series

EXCEL: dict[str, Any] = {
    "screens": False,
    "points_for_limits": 13,
    "reads_tie_as_falling": False,
    "counts_outside": True,
}
RULE_SETS: dict[str, dict[str, Any]] = {
    "ptd": {},
    "ptd_shift_6": {"shift_points": 6},
    "ptd_shift_8": {"shift_points": 8},
    "mdc_excel": EXCEL,
    "mdc_excel_2023_11": EXCEL,
    "mdc_excel_before_2023_11": {**EXCEL, "counts_outside": False},
    "mdc_excel_shift_6": {"shift_points": 6, **EXCEL},
}


@dataclass(frozen=True)
class Series:
    """Values as text, so that decimals stay exact; `rebases` are places."""

    values: Sequence[str]
    rebases: Sequence[int]
    fix_after: int | None
    screens: bool | None
    rule_set: str

    @property
    def rules(self) -> oracle.Rules:
        settings_of_set = dict(RULE_SETS[self.rule_set])
        if self.screens is not None:
            settings_of_set["screens"] = self.screens
        return oracle.Rules(fix_after=self.fix_after, **settings_of_set)

    @property
    def phases(self) -> list[Sequence[str]]:
        edges = sorted({0, *self.rebases, len(self.values)})
        return [self.values[a:b] for a, b in itertools.pairwise(edges)]


def month(place: int) -> datetime.date:
    return datetime.date(2015 + place // 12, place % 12 + 1, 1)


# Few different values make ties, runs and trends; long stretches of one walk make them longer
level = st.integers(0, 6).map(str)
decimal = st.decimals(-5, 5, places=2).map(str)
missing = st.just("")


@st.composite
def walks(draw: st.DrawFn) -> list[str]:
    steps = draw(st.lists(st.sampled_from([-1, 1, 1, 1, 0]), min_size=2, max_size=40))
    place, values = 0, []
    for step in steps:
        place += step
        values.append(f"{place * 0.1:.1f}")
    return values


@st.composite
def series(draw: st.DrawFn) -> Series:
    kinds = [st.lists(level, min_size=1, max_size=40), st.lists(decimal, min_size=1, max_size=40), walks()]
    values = draw(st.one_of(*kinds, st.lists(st.just("0.1"), min_size=1, max_size=30)))
    for place in draw(st.lists(st.integers(0, len(values) - 1), max_size=2)):
        values[place] = ""
    rebases = draw(st.lists(st.integers(0, len(values) - 1), max_size=2, unique=True))
    fix_after = draw(st.sampled_from([None, None, 12, 15]))
    return Series(
        values, rebases, fix_after, draw(st.sampled_from([None, True, False])), draw(st.sampled_from(sorted(RULE_SETS)))
    )


def write(folder: Path, many: Sequence[Series]) -> tuple[Path, Path]:
    points, options = folder / "series.csv", folder / "options.json"
    lines = [f"s{n},{month(place)},{value}" for n, first in enumerate(many) for place, value in enumerate(first.values)]
    points.write_text("\n".join(["series_id,date,value", *lines]) + "\n")
    entries = [
        {
            "series_id": f"s{n}",
            "rebase": [str(month(place)) for place in first.rebases],
            "fix_after_n_points": first.fix_after,
            "screen_outliers": first.screens,
            "rule_set": first.rule_set,
        }
        for n, first in enumerate(many)
    ]
    options.write_text(json.dumps(entries))
    return points, options


def flag(answer: bool | None, true: str, false: str) -> str:
    return "" if answer is None else (true if answer else false)


def is_close(expected: Fraction | None, text: str) -> bool:
    if expected is None:
        return text == "NaN"
    return math.isclose(float(expected), float(text), rel_tol=1e-9, abs_tol=1e-12)


def check(series_item: Series, rows: Sequence[dict[str, str]]) -> None:
    rest = list(rows)
    for phase in series_item.phases:
        mine, rest = rest[: len(phase)], rest[len(phase) :]
        limits, points = oracle.chart([Fraction(v) if v else None for v in phase], series_item.rules, Fraction)
        for point, row in zip(points, mine, strict=True):
            assert is_close(limits.mean, row["mean"])
            assert is_close(limits.average_moving_range, row["amr"])
            assert {
                "outside_limits": flag(point.is_outside, "TRUE", "FALSE"),
                "close_to_limits": flag(point.is_near, "TRUE", "FALSE"),
                "relative_to_mean": "" if point.side is None else str(point.side),
                "part_of_trend7": str(int(point.is_trend)),
                "part_of_2in3": flag(point.is_two_of_three, "1", "0"),
                "part_of_shift7": flag(point.is_shift, "1", "0"),
                "special_cause_type": point.label,
            }.items() <= row.items(), (series_item, row, point)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(many=st.lists(series(), min_size=1, max_size=40))
def test_the_product_agrees_with_the_oracle(tmp_path_factory: pytest.TempPathFactory, many: list[Series]) -> None:
    result = chart_any_series(*write(tmp_path_factory.mktemp("spc"), many))
    actual = list(csv.DictReader(io.StringIO(result.points_csv())))
    for n, first in enumerate(many):
        check(first, [row for row in actual if row["series_id"] == f"s{n}"])


@pytest.mark.parametrize("seed", range(4))
def test_a_signal_across_many_years_is_found_wherever_it_begins(tmp_path: Path, seed: int) -> None:
    """Rules look ahead and back by up to eight points, in phases of every length."""
    chance = random.Random(seed)
    many = []
    for rule_set in sorted(RULE_SETS):
        for _ in range(6):
            values: list[str] = []
            while len(values) < 230:
                begin, step = chance.randint(0, 6), chance.choice([-0.1, 0, 0.1])
                values += [f"{begin + step * place:.1f}" for place in range(chance.randint(1, 9))]
            for place in chance.sample(range(230), chance.choice([0, 3, 12])):
                values[place] = ""
            many.append(Series(values, chance.choice([[], [61], [48, 97]]), None, None, rule_set))
    actual = list(csv.DictReader(io.StringIO(chart_any_series(*write(tmp_path, many)).points_csv())))
    for n, first in enumerate(many):
        check(first, [row for row in actual if row["series_id"] == f"s{n}"])
