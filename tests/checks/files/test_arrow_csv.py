"""Arrow tables as CSV: the same cells as the one writer of CSV, a missing value apart from an empty text."""

from __future__ import annotations

import csv
import io
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.files.arrow_csv import ArrowCsvWriter
from checks.files.csv_text import csv_text


def write(table: pa.Table) -> str:
    out = io.BytesIO()
    with ArrowCsvWriter(out, table.schema) as writer:
        for batch in table.to_batches(max_chunksize=2):
            writer.write(batch)
    return out.getvalue().decode()


def read_cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), strict=True))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6), max_size=6))
def test_texts_are_escaped_as_the_one_writer_escapes_them(texts: list[str]) -> None:
    ours = write(pa.table({"a": pa.array(texts, pa.string()), "n": range(len(texts))}))
    assert read_cells(ours) == read_cells(csv_text(("a", "n"), zip(texts, range(len(texts)), strict=True)))


@pytest.mark.parametrize("text", ["=1+1", " =1", "\ufeff@x", "\t=1", "＝1", "-1", "\r=1", 'a "b", c', "line\nend"])
def test_a_formula_is_marked_as_text(text: str) -> None:
    assert read_cells(write(pa.table({"a": [text, text], "n": [-1, 2]}))) == read_cells(
        csv_text(("a", "n"), [(text, -1), (text, 2)])
    )


def test_a_missing_value_is_not_an_empty_text() -> None:
    table = pa.table({"a": ["x", None, ""], "b": [1.5, None, 0.1], "d": [date(2026, 1, 1), None, date(2025, 2, 3)]})
    assert write(table) == '"a","b","d"\n"x",1.5,2026-01-01\n,,\n"",0.1,2025-02-03\n'


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5))
def test_numbers_come_back_to_the_last_bit(numbers: list[float]) -> None:
    cells = [row[0] for row in read_cells(write(pa.table({"n": numbers, "m": numbers})))[1:]]
    assert [float(cell) for cell in cells] == numbers
