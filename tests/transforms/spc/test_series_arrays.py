"""What `holdgain spc` computes from arrays is what the SQL models of the warehouse say of the same points."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from transforms.spc import series_arrays
from transforms.spc.any_series import SpcResult, chart_any_series, create_models
from transforms.spc.options import read_options

OPTIONS = """
    [{"series_id": "s0", "target": 50, "improvement_direction": "decrease"},
     {"series_id": "s1", "target": 52, "rebase": ["2021-05-01", "2021-05-01"]},
     {"series_id": "s2", "target": 49.5, "improvement_direction": "neutral"},
     {"series_id": "s3", "rule_set": "mdc_excel", "target": 51, "rebase": ["2020-01-01"]},
     {"series_id": "s5", "target": 5, "fix_after_n_points": 12},
     {"series_id": "s6", "target": 3, "rebase": ["2020-03-08"]},
     {"series_id": "s7", "target": 50}]
"""


def write_rows(chance: random.Random) -> Iterator[str]:
    for number in range(12):
        level = 50.0
        for place in range(chance.choice([1, 2, 13, 30, 40])):
            level += chance.choice([-1, 0, 0.5, 1]) if number % 3 else 0
            value = round(level + chance.gauss(0, 2), 1) if chance.random() > 0.05 else ""
            is_weekly = number == 6
            day = date(2020, 1, 5) + timedelta(7 * place) if is_weekly else date(2020 + place // 12, place % 12 + 1, 1)
            yield f"s{number},{day},{5 if number == 5 else value}"


def chart(folder: Path, seed: int) -> SpcResult:
    chance = random.Random(seed)
    rows = list(write_rows(chance))
    if seed % 2:
        chance.shuffle(rows)
    (folder / "series.csv").write_text("\n".join(["series_id,date,value", *rows]) + "\n")
    (folder / "options.json").write_text(OPTIONS)
    assert len(read_options(folder / "options.json")) == 7
    return chart_any_series(folder / "series.csv", folder / "options.json", ignores_absent_rebases=True)


@pytest.mark.parametrize("seed", range(6))
def test_the_tables_are_those_of_the_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    if seed > 2:  # each series is a part of its own
        monkeypatch.setattr(series_arrays, "POINTS_AT_ONCE", 1)
    connection = chart(tmp_path, seed).connection
    tables = ("core.spc_limit", "core.spc_latest", "core.spc_stability", "mart.spc_summary")
    actual = {table: connection.execute(f"from {table} order by all").fetchall() for table in tables}
    create_models(connection)
    for table in tables:
        expected = connection.execute(f"from {table} order by all").fetchall()
        assert [repr(row) for row in actual[table]] == [repr(row) for row in expected], table
    assert all(actual.values())


def test_without_a_target_no_series_has_a_stability(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("series_id,date,value\na,2024-01-01,1\n")
    connection = chart_any_series(tmp_path / "series.csv").connection
    actual = connection.execute("describe core.spc_stability").fetchall()
    create_models(connection)
    assert [row[:2] for row in actual] == [
        row[:2] for row in connection.execute("describe core.spc_stability").fetchall()
    ]


def test_parts_are_whole_series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = chart(tmp_path, 3)
    monkeypatch.setattr(series_arrays, "POINTS_AT_ONCE", 7)
    divided = chart(tmp_path, 3)
    assert len(whole.parts) == 1 < len(divided.parts)
    assert divided.points_csv() == whole.points_csv()
    assert divided.summary_csv() == whole.summary_csv()


def test_a_value_of_minus_zero_keeps_its_sign(tmp_path: Path) -> None:
    (tmp_path / "series.csv").write_text("series_id,date,value\na,2024-01-01,-0.0\na,2024-02-01,0\n")
    rows = chart_any_series(tmp_path / "series.csv").points_csv().splitlines()
    assert [row.split(",")[2] for row in rows[1:]] == ["-0.0", "0.0"]
