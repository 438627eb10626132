"""Files above 16 MiB go through the fast reader, which casts: 3.7 would round, 1e3 would pass. They must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.reading import typed_table
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, list_reasons, rows
from tests.checks.sheets import Sheet

TYPE_1 = "A&E attendances Type 1"


LOWER_LIMIT = 1 << 20


def _enlarge(sheet: Sheet) -> Sheet:
    """The same cells with names so long that the file passes the limit."""
    length = typed_table.SMALL_FILE_BYTES // (len(sheet.lines) - 2) + 1
    at = sheet.place("Org name")
    return Sheet(
        (
            sheet.lines[0],
            *(
                (*line[:at], line[at] if "TOTAL" in line else line[at] + "." * length, *line[at + 1 :])
                for line in sheet.lines[1:]
            ),
        )
    )


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return sheets.ae(sheets.ae_rows(290))


@pytest.fixture(scope="module", params=["small", "large"])
def admitted(
    request: pytest.FixtureRequest, sheet: Sheet, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Home, AdmissionOutcome]]:
    """The same faults in a small file and in a large one: the first is large by itself, the others by a lower limit."""
    prepared = {
        "as published": sheet,
        "3.7": sheet.put(200, TYPE_1, "3.7"),
        "1e3": sheet.put(200, TYPE_1, "1e3"),
        "a short row": sheet.line(200, sheet.lines[199][:9]),
        "quotes and tabs": sheet.put(200, TYPE_1, f" \t{sheet.cell(200, TYPE_1)} "),
    }
    folder = tmp_path_factory.mktemp(request.param)
    actual = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, item in prepared.items():
            home = Home(folder / f"home {len(actual)}")
            path = (_enlarge(item) if request.param == "large" else item).write(folder, f"{len(actual)}.csv")
            assert (path.stat().st_size > typed_table.SMALL_FILE_BYTES) == (request.param == "large")
            actual[name] = home, admit(home, [path])[0]
            path.unlink()
            if request.param == "large":
                patch.setattr(typed_table, "SMALL_FILE_BYTES", LOWER_LIMIT)
    return actual


def test_every_row_comes_over_with_its_line(admitted: dict[str, tuple[Home, AdmissionOutcome]]) -> None:
    for name in ("as published", "quotes and tabs"):
        home, verdict = admitted[name]
        assert (verdict.status, verdict.rows) == ("accepted", 290), verdict.reasons
        actual = rows(home, verdict)
        assert [row["row"] for row in actual] == list(range(2, 292))
        for row, wanted in zip(actual, sheets.ae_rows(290), strict=True):
            assert [row[name] for name in list(wanted)[4:]] == list(wanted.values())[4:]


@pytest.mark.parametrize("value", ["3.7", "1e3"])
def test_what_a_cast_would_take_is_refused(value: str, admitted: dict[str, tuple[Home, AdmissionOutcome]]) -> None:
    _, verdict = admitted[value]
    assert verdict.status == "quarantined"
    assert list_reasons(verdict, "not_a_number") == [(200, TYPE_1, value)]


def test_a_short_row_is_refused_where_it_stands(admitted: dict[str, tuple[Home, AdmissionOutcome]]) -> None:
    _, verdict = admitted["a short row"]
    assert (verdict.status, critical(verdict)) == ("quarantined", {"row_width"})
    assert [row for row, _, _ in list_reasons(verdict, "row_width")] == [200]


ODD = {
    "CRLF": lambda folder, sheet: sheet.write(folder),
    "LF": lambda folder, sheet: sheet.write(folder, newline="\n"),
    "byte-order mark": lambda folder, sheet: sheet.write(folder, encoding="utf-8-sig"),
    "Windows-1252": lambda folder, sheet: sheet.put(3, "Org name", "HÔPITAL").write(folder, encoding="cp1252"),
    "junk columns": lambda folder, sheet: Sheet(tuple((*line, "", "") for line in sheet.lines)).write(folder),
    "a quoted line break": lambda folder, sheet: sheet.put(3, "Org name", "ONE\nTWO").write(folder),
    "blank lines": lambda folder, sheet: sheet.line(3, (), sheet.lines[2]).write(folder),
    "no end of line at the end": lambda folder, sheet: _cut_file(sheet.write(folder), 2),
}


def _cut_file(path: Path, size: int) -> Path:
    path.write_bytes(path.read_bytes()[:-size])
    return path


@pytest.mark.parametrize(
    "name",
    list(ODD),
)
def test_both_readers_give_the_same_rows(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ODD[name](tmp_path, sheets.ae(sheets.ae_rows(3)))
    actual = []
    for limit in (typed_table.SMALL_FILE_BYTES, 0):
        monkeypatch.setattr(typed_table, "SMALL_FILE_BYTES", limit)
        home = Home(tmp_path / f"home {limit}")
        [verdict] = admit(home, [path])
        assert verdict.status == "accepted", verdict.reasons
        actual.append(rows(home, verdict))
    assert actual[0] == actual[1]


def test_both_readers_give_the_same_rows_below_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sheets.mar_by_sha({"Q30": 1, "Q31": 2}).write(tmp_path)
    actual = []
    for limit in (typed_table.SMALL_FILE_BYTES, 0):
        monkeypatch.setattr(typed_table, "SMALL_FILE_BYTES", limit)
        home = Home(tmp_path / f"home {limit}")
        [verdict] = admit(home, [path])
        assert verdict.status == "accepted", verdict.reasons
        actual.append(rows(home, verdict))
    assert actual[0] == actual[1]
