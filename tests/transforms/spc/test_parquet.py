"""Series in Parquet: the answers are those of the same rows as CSV, whatever types the columns have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dags.cli.main import main
from transforms.spc.any_series import SpcError, SpcResult, chart_any_series

VALUES = [70, 73, 67, 73, 69, 68, 75, 70, 66, 72, 74, 71, 65, 69]
DAYS = [date(2022 + place // 12, place % 12 + 1, 1) for place in range(len(VALUES))]
NAMES = ["a"] * len(VALUES)
PLAIN = "series_id,date,value\n" + "".join(f"a,{day},{value}\n" for day, value in zip(DAYS, VALUES, strict=True))


def chart_csv(folder: Path, content: str = PLAIN) -> SpcResult:
    path = folder / "series.csv"
    path.write_text(content)
    return chart_any_series(path)


def chart_table(folder: Path, name: str = "series.parquet", **columns: Any) -> SpcResult:
    path = folder / name
    pq.write_table(pa.table({"series_id": NAMES, "date": DAYS, "value": VALUES, **columns}), path)
    return chart_any_series(path)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"date": pa.array(DAYS, pa.date64())},
        {"date": pa.array([datetime(day.year, day.month, 1) for day in DAYS], pa.timestamp("ns"))},
        {"date": pa.array([datetime(day.year, day.month, 1) for day in DAYS], pa.timestamp("s"))},
        {"date": [f"{day:%d/%m/%Y}" for day in DAYS]},
        {"date": pa.array([str(day) for day in DAYS]).dictionary_encode()},
        {"value": pa.array(VALUES, pa.int8())},
        {"value": pa.array(VALUES, pa.uint64())},
        {"value": pa.array(VALUES, pa.float32())},
        {"value": pa.array([Decimal(value) for value in VALUES], pa.decimal128(10, 2))},
        {"value": [str(value) for value in VALUES]},
        {"series_id": pa.array(NAMES).dictionary_encode()},
        {"series_id": pa.array([" a\u00a0"] * len(VALUES), pa.large_string())},
        {"note": [{"nested": 1}] * len(VALUES)},
        {"target": pa.nulls(len(VALUES)), "ghost": pa.nulls(len(VALUES)), "reason": pa.nulls(len(VALUES))},
    ],
    ids=lambda columns: (
        " ".join(f"{name} {getattr(values, 'type', '')}" for name, values in columns.items()) or "plain"
    ),
)
def test_whatever_the_types_the_answer_is_that_of_the_csv(tmp_path: Path, columns: dict[str, Any]) -> None:
    assert chart_table(tmp_path, **columns).points_csv() == chart_csv(tmp_path).points_csv()


def test_numbers_keep_their_last_bit(tmp_path: Path) -> None:
    shares = [1 / (3 + place) for place in range(len(VALUES))]
    assert [row["y"] for row in chart_table(tmp_path, value=shares).points()] == shares


def test_times_of_day_are_kept(tmp_path: Path) -> None:
    hours = [datetime(2024, 1, 1, hour) for hour in range(len(VALUES))]
    assert [row["date"] for row in chart_table(tmp_path, date=hours).points()] == hours


@pytest.mark.parametrize(
    "flags", [[1.0, None], [True, None], ["x", None], [Decimal(1), Decimal(0)], [1, 0]], ids=lambda flags: str(flags[0])
)
def test_ghosts_nulls_and_targets_are_read_as_in_a_csv(tmp_path: Path, flags: list[Any]) -> None:
    rest = [None] * (len(VALUES) - 2)
    result = chart_table(
        tmp_path,
        value=[70.5, 73.5, None, *map(float, VALUES[3:])],
        exclude=[*flags, *rest],
        reason=["a strike", *[None] * (len(VALUES) - 1)],
        target=[None, 60.5, *rest],
    )
    rows = result.points()
    assert (rows[0]["is_ghost"], rows[0]["ghost_reason"], rows[1]["is_ghost"]) == ("TRUE", "a strike", "FALSE")
    assert (rows[0]["y"], rows[0]["fix_y"], rows[2]["y"]) == (70.5, None, None)
    assert [row["target"] for row in rows[:3]] == [None, 60.5, None]
    assert result.warnings == ("a: 1 point is left out of the limits: 2022-01-01 (a strike)",)


def test_a_table_of_one_series_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Falls [ward 3].parquet"
    pq.write_table(pa.table({"Date": DAYS, "Value": VALUES}), path)
    assert {row["series_id"] for row in chart_any_series(path).points()} == {"Falls [ward 3]"}


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"value": [[value] for value in VALUES]}, "column value has the type BIGINT[]; write a number or text"),
        ({"value": [{"x": value} for value in VALUES]}, "column value has the type STRUCT(x BIGINT); write a number"),
        ({"value": [value > 70 for value in VALUES]}, "column value has the type BOOLEAN"),
        ({"date": [datetime(2022, 1, 1, tzinfo=UTC)] * len(VALUES)}, "write a date, a time without a time zone, or"),
        ({"date": list(range(len(VALUES)))}, "column date has the type BIGINT"),
        ({"series_id": [b"a"] * len(VALUES)}, "column series_id has the type BLOB; write text or a whole number"),
        ({"series_id": [float(value) for value in VALUES]}, "column series_id has the type DOUBLE"),
        ({"series_id": ["a", None, *NAMES[2:]]}, "line 2 has no series_id"),
        ({"date": [*DAYS[:3], None, *DAYS[4:]]}, "line 4 has no date"),
        ({"date": [*DAYS[:3], DAYS[2], *DAYS[4:]]}, "line 4 repeats 2022-03-01 of a"),
        ({"date": [date(1022, 1, 1), *DAYS[1:]]}, "line 1: '1022-01-01' is not a date that can be read"),
        ({"value": [float("inf"), *VALUES[1:]]}, "line 1 has no value that can be read, but 'inf'"),
        ({"VALUE": VALUES}, "the table names two columns value; keep one of them"),
        ({" value": VALUES, "a": [{"date": 1}] * len(VALUES)}, "the table names two columns value; keep one of them"),
        ({"ghost": [2] * len(VALUES)}, "line 1 marks a ghost as '2'; write 1 or 0"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, columns: dict[str, Any], words: str) -> None:
    with pytest.raises(SpcError) as fault:
        chart_table(tmp_path, **columns)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)
    assert str(fault.value).startswith(str(tmp_path / "series.parquet"))


@pytest.mark.parametrize("content", [b"", b"series_id,date,value\n", b"PAR1" + b"\0" * 40])
def test_a_file_that_is_not_parquet_is_refused_by_its_own_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "series.parquet"
    path.write_bytes(content)
    with pytest.raises(SpcError, match="it is not Parquet, or it is damaged") as fault:
        chart_any_series(path)
    assert str(fault.value).startswith(f"cannot read {path}: ")


def test_missing_columns_and_rows_are_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"name": NAMES, "date": DAYS, "value": VALUES}), tmp_path / "a.parquet")
    with pytest.raises(SpcError, match="no column series_id; the columns needed are"):
        chart_any_series(tmp_path / "a.parquet")
    pq.write_table(pa.table({"series_id": [], "date": [], "value": []}), tmp_path / "b.parquet")
    with pytest.raises(SpcError, match=r"no rows|has the type"):
        chart_any_series(tmp_path / "b.parquet")


def read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def text_of(cell: Any) -> str:
    """A cell as the CSV writes it."""
    return "" if cell is None else str(cell).upper() if isinstance(cell, bool) else str(cell)


@pytest.mark.parametrize("write", [lambda text: text, lambda text: text.replace("-01,", "-01 06:30,")])
def test_parquet_has_the_cells_of_the_csv_with_types(tmp_path: Path, write: Callable[[str], str]) -> None:
    given = tmp_path / "series.csv"
    given.write_text(write(PLAIN + "=b,2022-01-01,\n=b,2022-02-01,-0.5\n"))
    points, summary = tmp_path / "points.PARQUET", tmp_path / "summary.parquet"
    assert main(["spc", str(given), "--output", str(points), "--summary", str(summary)]) == 0
    result = chart_any_series(given)
    for rows, csv_rows in ((read(points), result.points()), (read(summary), result.summary())):
        assert len(rows) == len(csv_rows)
        for row, expected in zip(rows, csv_rows, strict=True):
            assert {name: text_of(cell) for name, cell in row.items()} == {
                name: "" if cell != cell else text_of(cell) for name, cell in expected.items()
            }
    first, last = read(points)[0], read(points)[-1]
    assert (type(first["date"]), first["outside_limits"], first["part_of_trend7"]) == (
        datetime if " 06:30" in given.read_text() else date,
        False,
        0,
    )
    assert (last["series_id"], last["y"], last["lpl"], last["outside_limits"]) == ("=b", -0.5, None, None)


def test_the_summary_alone_goes_where_out_says(tmp_path: Path) -> None:
    pq.write_table(pa.table({"series_id": NAMES, "date": DAYS, "value": VALUES}), tmp_path / "series.parquet")
    out = tmp_path / "it's.parquet"
    assert main(["spc", "--summary", str(tmp_path / "series.parquet"), "--out", str(out)]) == 0
    assert [(row["series_id"], row["n"], row["is_trial"]) for row in read(out)] == [("a", len(VALUES), False)]


@pytest.mark.parametrize("option", ["--out", "--summary"])
def test_a_place_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "series.csv").write_text(PLAIN)
    place = tmp_path / "absent" / "x.parquet"
    assert main(["spc", str(tmp_path / "series.csv"), option, str(place)]) == 2
    assert capsys.readouterr().err.startswith(f"holdgain: cannot write {place}")


def test_json_is_written_from_parquet_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    duckdb.sql("select 'a' as series_id, date '2024-01-01' as date, 1.5 as value").write_parquet(
        str(tmp_path / "series.parquet")
    )
    assert main(["spc", str(tmp_path / "series.parquet"), "--json"]) == 0
    assert [row["y"] for row in json.loads(capsys.readouterr().out)] == ["1.5"]
