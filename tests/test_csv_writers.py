"""Every CSV that people open is written by `checks.files.csv_text`, so that no cell of it runs as a formula."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.files.csv_text import csv_text
from dags.cli.main import main

PROJECT = Path(__file__).parents[1]
ROOMS = ("checks", "transforms", "reports", "dags")
WRITERS = frozenset({"writer", "DictWriter", "to_csv", "write_csv", "writerow", "writerows"})
COPY_TO_CSV = re.compile(r"\bcopy\b.*\bto\b.*(\(\s*format\s+csv|\.csv\b)", re.IGNORECASE | re.DOTALL)
ALLOWED = {
    "checks/files/csv_text.py": "it is the rule",
    "checks/files/extract_sheets.py": "all sheets of a workbook on their way to the reader",
    "checks/samples/cancer.py": "a sheet as a spreadsheet saves it, cell for cell",
    "checks/reading/workbook.py": "the sheet of a workbook on its way to the reader; a person never opens it",
    "transforms/spc/series_table.py": "rows on their way to DuckDB; a person never opens them",
    "transforms/spc/series_points.py": "rows on their way to DuckDB; a person never opens them",
}


def csv_writers(source: str) -> Iterator[str]:
    """The calls of the source that write CSV, and the SQL of it that copies to CSV."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITERS:
                yield name
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COPY_TO_CSV.search(node.value):
            yield node.value


@pytest.mark.parametrize(
    "source",
    [
        "import csv\ncsv.writer(handle).writerow(row)",
        "from csv import DictWriter\nDictWriter(handle, names)",
        "frame.to_csv(path)",
        "con.sql(query).write_csv(path)",
        "con.execute(\"COPY t TO 'x' (FORMAT CSV, HEADER)\")",
        "con.execute(\"copy t to 'x.csv'\")",
    ],
)
def test_a_writer_is_recognised(source: str) -> None:
    assert list(csv_writers(source))


def test_there_is_one_writer_of_csv() -> None:
    paths = [path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py"))]
    writers = {str(path.relative_to(PROJECT)) for path in paths if any(csv_writers(path.read_text(encoding="utf-8")))}
    assert writers == set(ALLOWED)
    copies = [path for path in PROJECT.rglob("transforms/**/*.sql") if COPY_TO_CSV.search(path.read_text())]
    assert copies == []


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1+1", "\u00a0=1", "\ufeff=1", "\u200b@x"],
)
def test_a_cell_that_begins_like_a_formula_is_marked_as_text(cell: str) -> None:
    written = cell.replace("\r", "\n")
    assert list(csv.reader(io.StringIO(csv_text(("a",), [(cell,)])), strict=True))[1:] == [[f"'{written}"]]


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_no_line_end_within_a_cell_begins_a_row(line_end: str) -> None:
    text = csv_text(("a", "b"), [(f"x{line_end}=1+1", 2)])
    assert list(csv.reader(io.StringIO(text), strict=True))[1:] == [["x\n=1+1", "2"]]
    assert "\r" not in text


@pytest.mark.parametrize("cell", [-1, -2.5, 1e-9, None, "R0A", " R0A", "3-4", "a=b", "'=1"])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    written = next(iter(csv.reader(io.StringIO(csv_text((), [(cell, "x")]).lstrip("\n")))))
    assert written == ["" if cell is None else str(cell), "x"]


@pytest.mark.parametrize("series", ["=1+1", '=cmd|" /C calc"!A0', "@x", "-1", "＝1"])
def test_spc_marks_formulas_wherever_it_writes(series: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given, out, summary = tmp_path / "series.csv", tmp_path / "points.csv", tmp_path / "summary.csv"
    with given.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([("series_id", "date", "value"), (series, "2024-01", -4), (series, "2024-02", -5)])
    assert main(["spc", str(given)]) == 0
    printed = capsys.readouterr().out
    assert main(["spc", str(given), "--out", str(out), "--summary", str(summary)]) == 0
    for text in (printed, out.read_text(encoding="utf-8"), summary.read_text(encoding="utf-8")):
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["series_id"] for row in rows} == {f"'{series}"}
        assert all(float(row["mean"]) == -4.5 for row in rows), "numbers below zero stay numbers"


def test_json_is_for_programs_and_says_the_name_as_it_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tmp_path / "series.csv"
    given.write_text("series_id,date,value\n=1+1,2024-01,1\n=1+1,2024-02,2\n", encoding="utf-8")
    assert main(["spc", str(given), "--json"]) == 0
    [first, second] = json.loads(capsys.readouterr().out)
    assert (first["series_id"], first["mean"], first["mr_used"], second["mr_used"]) == ("=1+1", "1.5", "", "1.0")
