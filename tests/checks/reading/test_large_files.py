"""A large text is typed in one pass where its counts are digits alone, and otherwise as a small one is."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from checks.extracts import EXTRACTS
from checks.reading import typed_table
from checks.reading.first_rows import read_first_rows
from checks.reading.open_file import open_file
from checks.reading.text_reader import read_as_plain_text
from checks.reading.typed_sql import write_derived_rows_sql
from tests.checks import sheets

TEXTS = {
    "digits alone": lambda sheet: sheet,
    "a blank count": lambda sheet: sheet.put(2, "A&E attendances Type 1", ""),
    "thousands": lambda sheet: sheet.put(2, "A&E attendances Type 1", '"1,234"'),
    "a decimal": lambda sheet: sheet.put(2, "A&E attendances Type 1", "3.7"),
    "an exponent": lambda sheet: sheet.put(2, "A&E attendances Type 1", "1e3"),
    "commas alone": lambda sheet: sheet.line(3, ("",) * 22, sheet.lines[2]),
    "a blank line": lambda sheet: sheet.line(3, (), sheet.lines[2]),
    "spaces": lambda sheet: sheet.put(2, "Org Code", "  r1a "),
}


def _read_typed(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *, is_large: bool
) -> list[tuple[object, ...]]:
    monkeypatch.setattr(typed_table, "SMALL_FILE_BYTES", 0 if is_large else 1 << 30)
    folder.mkdir()
    with open_file(path) as file, duckdb.connect() as con:
        first_rows = read_first_rows(file)
        layout = first_rows.known_layout()
        typed_table.load_typed_table(con, read_as_plain_text(file, folder, first_rows.sheet), layout)
        names = ", ".join(column.name for column in layout.extract.columns)
        rows = con.execute(f"select row, era, not_a_number, row_kind, is_national, {names} from typed order by row")
        return rows.fetchall()


@pytest.mark.parametrize("name", TEXTS)
def test_the_rows_are_those_of_a_small_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = TEXTS[name](sheets.ae()).write(tmp_path, "ae.csv")
    small = _read_typed(path, tmp_path / "small", monkeypatch, is_large=False)
    assert _read_typed(path, tmp_path / "large", monkeypatch, is_large=True) == small


def test_what_another_column_reads_is_written_once() -> None:
    # DuckDB would otherwise carry 105 bands through the windows that need their sum alone
    sql = write_derived_rows_sql(EXTRACTS["rtt"])
    assert sql.count("coalesce(weeks_104, 0)") == 2  # in the sum of the bands, and in their checksum
