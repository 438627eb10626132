"""Series files as teams have them: separators, encodings, headers, percentages, marks, ghosts, targets and rhythms."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from transforms.spc.any_series import SpcError, SpcResult, chart_any_series
from transforms.spc.value_column import read_value

VALUES = [70, 73, 67, 73, 69, 68, 75, 70, 66, 72, 74, 71, 65, 69]
MONTHS = [f"{2022 + place // 12}-{place % 12 + 1:02}-01" for place in range(len(VALUES))]
PLAIN = "\n".join(["series_id,date,value", *(f"a,{day},{v}" for day, v in zip(MONTHS, VALUES, strict=True))]) + "\n"


def chart(folder: Path, content: str | bytes, option: dict[str, object] | None = None) -> SpcResult:
    path = folder / "series.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if option is None:
        return chart_any_series(path)
    options = folder / "options.json"
    options.write_text(json.dumps([{"series_id": "a", **option}]), encoding="utf-8")
    return chart_any_series(path, options)


def replace_cell(place: int, cell: str) -> str:
    return PLAIN.replace(f"{MONTHS[place]},{VALUES[place]}\n", f"{MONTHS[place]},{cell}\n")


def add_column(name: str, cells: dict[int, str], content: str = PLAIN) -> str:
    head, *rows = content.splitlines()
    return "\n".join([f"{head},{name}", *(f"{row},{cells.get(at, '')}" for at, row in enumerate(rows))]) + "\n"


def series_of(moments: list[date]) -> str:
    rows = [f"a,{moment.isoformat()},{50 + place * 7 % 5}" for place, moment in enumerate(moments)]
    return "\n".join(["series_id,date,value", *rows]) + "\n"


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: text.replace(",", "|"),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("series_id,date,value", " Series ID , DATE,Value "),
        lambda text: text.replace("\na,", "\n a ,"),
        lambda text: text.replace("\na,", "\n\u00a0a\t,"),
        lambda text: text.replace(",2022-05-01,", ", 2022-05-01 ,").replace(",2022-06-01,", ",2022-06-01\t,"),
        lambda text: text + ",,\n,,\n",
        lambda text: text.replace("a,2022-03", "\na,2022-03"),
        lambda text: text.replace("a,2022-03", ",,\na,2022-03"),
        lambda text: "Falls on ward 3\n\n" + text,
        lambda text: text.replace(",value", ",value,").replace("\na,2022-05-01,69", "\na,2022-05-01,69,"),
        lambda text: text.replace(",70\n", ',"70"\n').replace(",73\n", ",73.0 \n"),
    ],
)
def test_however_a_spreadsheet_saves_it_the_answer_is_the_same(
    tmp_path: Path, write: Callable[[str], str | bytes]
) -> None:
    expected = chart(tmp_path, PLAIN).points()
    assert len(expected) == len(VALUES)
    assert chart(tmp_path, write(PLAIN)).points() == expected


def test_windows_1252_is_read_and_reported(tmp_path: Path) -> None:
    result = chart(tmp_path, PLAIN.replace("\na,", "\nA&E – £,").encode("cp1252"))
    assert {row["series_id"] for row in result.summary()} == {"A&E – £"}
    assert "Windows-1252, not UTF-8" in result.warnings[0]


@pytest.mark.parametrize("footer", ["Source: NHS England\n", "Source: NHS England,,\n", '"Source, as published",,\n'])
def test_a_sentence_below_the_table_is_left_out_and_reported(tmp_path: Path, footer: str) -> None:
    result = chart(tmp_path, PLAIN + footer)
    assert len(result.points()) == len(VALUES)
    assert "line 16 is not a point and is left out: 'Source" in result.warnings[0]


WITHOUT_NAMES = PLAIN.replace("series_id,", "").replace("a,", "")
"""The same series in a file of date and value alone."""


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text,
        lambda text: text.replace(",", ";"),
        lambda text: "Waits at the front door\n\n" + text.replace("date,value", "Date,Value"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n2022-05", "\n\n2022-05"),
        lambda text: text + "Source: the ward\n",
        lambda text: text.replace("\n", ",\n"),
        lambda text: add_column("target", {}, text),
        lambda text: "value,date\n" + "".join(f"{v},{day}\n" for day, v in zip(MONTHS, VALUES, strict=True)),
    ],
    ids=["plain", "semicolons", "title", "CR LF", "blank row", "source", "empty column", "target", "value first"],
)
def test_a_file_of_one_series_needs_no_column_for_its_name(tmp_path: Path, write: Callable[[str], str]) -> None:
    named = [{**row, "series_id": "series"} for row in chart(tmp_path, PLAIN).points()]
    assert list(chart(tmp_path, write(WITHOUT_NAMES)).points()) == named


def test_options_name_the_only_series_by_its_file(tmp_path: Path) -> None:
    assert chart(tmp_path, WITHOUT_NAMES, {"series_id": "series", "target": 70}).warnings == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WITHOUT_NAMES.replace("2022-04-01,73", "2022-04-01"), "line 5 has 1 cells and the header has 2"),
        (WITHOUT_NAMES.replace("2022-04-01,73", "2022-04-01,73,late"), "line 5 has 3 cells and the header has 2"),
        (add_column("site", {}, WITHOUT_NAMES), "no column series_id"),
        (WITHOUT_NAMES.replace("2022-02-01", "2022-01-01"), "line 3 repeats 2022-01-01 of series"),
        (replace_cell(3, "73,seen late"), "line 5 has 4 cells and the header has 3"),
        (PLAIN.replace("a,2022-04-01,73", "a,2022-04-01"), "line 5 has 2 cells and the header has 3"),
        (PLAIN.replace("date,value", "date,value,VALUE"), "line 1 names two columns value"),
        (PLAIN.replace("series_id,", "name,"), "no column series_id; the columns needed are series_id, date, value"),
        (replace_cell(3, "many"), "line 5 has no value that can be read, but 'many'; write a number"),
        (replace_cell(3, "x" * 500), "line 5 has no value that can be read, but 'x{56}[.]{3}; write a number"),
        (replace_cell(3, "1_000"), "line 5 has no value that can be read, but '1_000'"),
        (replace_cell(3, "#REF!"), "line 5 has no value"),
        (replace_cell(3, "85%"), "line 2 writes '70', and line 5 a percentage, '85%'"),
        (PLAIN.replace(",", ";").replace(";73\n", ";7,3\n"), "line 3 has no value that can be read, but '7,3'"),
        (PLAIN.replace("a,2022-04", '"a,2022-04'), "line 5: this is not CSV"),
        (PLAIN.encode("utf-16-le"), "NUL bytes"),
        (b"PK\x03\x04 not really", "the packed file is damaged"),
        (add_column("ghost", {2: "1"}), "line 4 leaves its point out of the limits without a reason"),
        (add_column("exclude", {2: "maybe"}), "line 4 marks a ghost as 'maybe'; write 1 or 0"),
        (add_column("target", {2: "soon"}), "line 4 has no target that can be read, but 'soon'"),
        (PLAIN.replace("value\n", "value,ghost,exclude\n"), "line 1 names two columns ghost or exclude"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_its_line(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(SpcError, match=words) as raised:
        chart(tmp_path, content)
    assert "\n" not in str(raised.value)
    assert "Error" not in str(raised.value)


def test_a_workbook_is_refused_with_what_to_do(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "series.xlsx")
    with pytest.raises(SpcError, match=r"this is a workbook; save the sheet of the series as CSV"):
        chart_any_series(tmp_path / "series.xlsx")


@pytest.mark.parametrize(
    ("text", "number", "is_percentage"),
    [
        ("85%", 0.85, True),
        ("70.3 %", 0.703, True),
        ("1,234", 1234.0, False),
        ("-1,234,567.5", -1234567.5, False),
        ("1e3", 1000.0, False),
        ("*", None, False),
        ("Suppressed", None, False),
        ("..", None, False),
        ("<5", None, False),
        ("#N/A", None, False),
        ("[c]", None, False),
    ],
)
def test_cells_that_are_not_plain_numbers(text: str, number: float | None, is_percentage: bool) -> None:
    reading = read_value(text)
    assert reading is not None
    assert (reading.number, reading.is_percentage) == (number, is_percentage)


@pytest.mark.parametrize("text", ["1,23", "12,34,567", "1e999", "£5", "5 days", "85%%", "0x10", "none", "#REF!", "١"])
def test_cells_that_are_not_read(text: str) -> None:
    assert read_value(text) is None


def test_percentages_are_shares_and_reported(tmp_path: Path) -> None:
    text = "".join(f"a,{day},{value}.3%\nb,{day},{value}\n" for day, value in zip(MONTHS, VALUES, strict=True))
    result = chart(tmp_path, "series_id,date,value\n" + text)
    assert result.points()[0]["y"] == 0.703
    assert [row["last_y"] for row in result.summary()] == [0.693, 69]
    assert result.warnings == ("a: the values are percentages, read as shares: 70.3% is 0.703",)


def test_marks_for_no_value_are_counted(tmp_path: Path) -> None:
    content = replace_cell(3, "*").replace("2022-06-01,68", "2022-06-01,n/a").replace("2022-08-01,70", "2022-08-01,*")
    result = chart(tmp_path, content)
    assert result.warnings == ("a: 3 values are missing: 2 written *, 1 written n/a",)
    assert [row["blanks"] for row in result.summary()] == [3]


def test_a_ghost_keeps_its_value_and_is_left_out_of_the_limits(tmp_path: Path) -> None:
    blank = chart(tmp_path, replace_cell(5, ""))
    marked = add_column("Ghost", {5: "yes", 6: "0"}, replace_cell(5, "500"))
    ghostly = chart(tmp_path, add_column("reason", {5: "Strike week"}, marked))
    assert [row["upl"] for row in ghostly.points()] == [row["upl"] for row in blank.points()]
    assert [(row["y"], row["ghost_reason"]) for row in ghostly.points() if row["is_ghost"] == "TRUE"] == [
        (500, "Strike week")
    ]
    assert ghostly.warnings == ("a: 1 point is left out of the limits: 2022-06-01 (Strike week)",)
    assert [(row["ghosts"], row["gaps"]) for row in ghostly.summary()] == [(1, 0)]


def test_a_ghost_at_the_end_is_no_missing_value(tmp_path: Path) -> None:
    result = chart(
        tmp_path, add_column("exclude,reason", {13: "1,Move to the new ward"} | dict.fromkeys(range(13), ","))
    )
    (row,) = result.summary()
    assert (row["last_y"], row["sentence"]) == (69, "The latest point is left out of the limits.")


def test_a_target_may_change_with_the_date(tmp_path: Path) -> None:
    content = add_column("target", {at: "60" if at < 10 else "99" for at in range(2, 14)})
    result = chart(tmp_path, content)
    assert [row["target"] for row in result.points()] == [None] * 2 + [60] * 8 + [99] * 4
    assert [(row["target"], row["assurance_type"]) for row in result.summary()] == [(99, "consistent_fail")]
    with pytest.raises(SpcError, match="options of a: the target is given here and in line 4 of the series"):
        chart(tmp_path, content, {"target": 70})


def test_a_series_whose_last_date_has_no_target_has_none(tmp_path: Path) -> None:
    for cell in ("", "NaN", "n/a"):
        (row,) = chart(tmp_path, add_column("target", {0: "60", 13: cell})).summary()
        assert (row["target"], row["assurance_type"], row["guarded_assurance_icon"]) == (None, None, None)


def test_nan_is_no_target(tmp_path: Path) -> None:
    (row,) = chart(tmp_path, PLAIN, {"target": float("nan"), "rule_set": None}).summary()
    assert (row["target"], row["assurance_type"], row["assurance_icon"]) == (None, None, None)
    with pytest.raises(SpcError, match="target is a number, not inf"):
        chart(tmp_path, PLAIN, {"target": float("inf")})
    with pytest.raises(SpcError, match=r"target is a number, not \[70, .*a column target of the series"):
        chart(tmp_path, PLAIN, {"target": [70] * 40})


def test_a_target_that_looks_like_a_percentage_of_shares_is_reported(tmp_path: Path) -> None:
    shares = PLAIN.replace(",6", ",0.6").replace(",7", ",0.7")
    assert "write 0.95" in chart(tmp_path, shares, {"target": 95}).warnings[0]
    assert chart(tmp_path, shares, {"target": 0.95}).warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_options_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    chart(tmp_path, PLAIN.replace("\na,", "\n£,"))
    (tmp_path / "options.json").write_bytes('[{"series_id": "£", "target": 70}]'.encode(encoding))
    result = chart_any_series(tmp_path / "series.csv", tmp_path / "options.json")
    assert [row["target"] for row in result.summary()] == [70]


def test_options_that_are_no_json_name_their_line(tmp_path: Path) -> None:
    chart(tmp_path, PLAIN)
    (tmp_path / "options.json").write_text('[{"series_id": "a",\n "target": 70,]', encoding="utf-8")
    with pytest.raises(SpcError, match=r"line 2 is not valid JSON from character \d+; write a list of objects"):
        chart_any_series(tmp_path / "series.csv", tmp_path / "options.json")


MONDAY = date(2024, 1, 1)
RHYTHMS: dict[str, list[Any]] = {
    "hour": [datetime(2024, 1, 1) + timedelta(hours=at) for at in range(30)],
    "day": [MONDAY + timedelta(days=at) for at in range(30)],
    "weekday": [day for at in range(30) if (day := MONDAY + timedelta(days=at)).weekday() < 5],
    "week": [MONDAY + timedelta(weeks=at) for at in range(30)],
    "fortnight": [MONDAY + timedelta(weeks=2 * at) for at in range(30)],
    "four-week period": [MONDAY + timedelta(weeks=4 * at) for at in range(30)],
    "month": [date(2022 + at // 12, at % 12 + 1, 1) for at in range(30)],
    "quarter": [date(2020 + at // 4, at % 4 * 3 + 1, 1) for at in range(30)],
    "year": [date(1990 + at, 4, 1) for at in range(30)],
    "point": [datetime(2024, 1, 1) + timedelta(minutes=15 * at) for at in range(30)],
}


@pytest.mark.parametrize("period", RHYTHMS)
def test_gaps_are_counted_by_the_rhythm_of_the_series(tmp_path: Path, period: str) -> None:
    moments = RHYTHMS[period]
    (whole,) = chart(tmp_path, series_of(moments)).summary()
    assert (whole["period"], whole["gaps"]) == (period, 0)
    assert "missing" not in whole["sentence"]
    (torn,) = chart(tmp_path, series_of([*moments[:4], *moments[6:9], *moments[10:]])).summary()
    assert (torn["period"], torn["gaps"]) == (period, 3)
    assert torn["sentence"].endswith(f" 3 {period}s are missing.")


def test_month_ends_are_months_and_uneven_dates_have_no_gaps(tmp_path: Path) -> None:
    ends = [day - timedelta(days=1) for day in RHYTHMS["month"]]
    (row,) = chart(tmp_path, series_of([*ends[:5], *ends[6:]])).summary()
    assert (row["period"], row["gaps"]) == ("month", 1)
    uneven = [MONDAY + timedelta(days=at * at + 3 * at) for at in range(1, 20)]
    (row,) = chart(tmp_path, series_of([uneven[0] - timedelta(days=5), *uneven])).summary()
    assert (row["period"], row["gaps"]) == ("point", None)


@pytest.mark.parametrize("days", [10, 30, 91])
def test_steps_of_so_many_days_are_no_months_or_quarters(tmp_path: Path, days: int) -> None:
    moments = [date(2020, 1, 6) + timedelta(days=days * at) for at in range(40)]
    (row,) = chart(tmp_path, series_of(moments)).summary()
    assert (row["period"], row["gaps"]) == ("point", 0)


def test_two_points_in_one_month_are_no_gap(tmp_path: Path) -> None:
    months = RHYTHMS["month"]
    (row,) = chart(tmp_path, series_of([*months[:20], date(2023, 8, 20), *months[20:]])).summary()
    assert (row["period"], row["gaps"]) == ("month", 0)


def test_points_of_one_day_are_told_apart_by_their_time(tmp_path: Path) -> None:
    moments = RHYTHMS["hour"]
    content = series_of(moments).replace(f"{moments[-1].isoformat()},", f"{moments[-1].isoformat()},9")
    result = chart(tmp_path, content, {"rebase": "2024-01-01 12:00"})
    (row,) = result.summary()
    assert row["sentence"] == "2 January 2024 05:00 above the upper limit: improvement."
    assert row["n_groups"] == 2
    with pytest.raises(SpcError, match="line 32 repeats 2024-01-01 05:00 of a"):
        chart(tmp_path, content + "a, 2024-01-01 05:00,5\n")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, *[0] * 7, 1, *[0] * 6], "special_cause_concern"),
        ([64.7, 64.8, 71.7, 71.5, 71.4], "special_cause_improvement"),
    ],
)
def test_the_answer_to_show_is_beside_that_of_the_rule_set(tmp_path: Path, values: list[float], expected: str) -> None:
    rows = "".join(f"a,{2020 + at // 12}-{at % 12 + 1:02},{value}\n" for at, value in enumerate(values))
    result = chart(tmp_path, "series_id,date,value\n" + rows, {"target": 80})
    (row,) = result.summary()
    assert row["variation_type"] == expected == result.points()[-1]["point_type"]
    guarded = ("guarded_variation", "guarded_variation_icon", "guarded_assurance", "guarded_assurance_icon")
    assert [row[name] for name in guarded] == [None] * 4
    assert {point["guarded_point_type"] for point in result.points()} == {None}
    assert row["assurance_type"] is not None


def test_reliable_limits_show_the_answer_of_the_rule_set(tmp_path: Path) -> None:
    result = chart(tmp_path, PLAIN, {"target": 99})
    (row,) = result.summary()
    assert (row["guarded_variation"], row["guarded_assurance"]) == (row["variation_type"], row["assurance_type"])
    assert (row["guarded_variation_icon"], row["guarded_assurance_icon"]) == ("common_cause.svg", "fail.svg")
    assert [point["guarded_point_type"] for point in result.points()] == [
        point["point_type"] for point in result.points()
    ]
