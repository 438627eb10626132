"""core.organisation: one row each, from the registers and the newest extracts."""

from __future__ import annotations

import datetime
from pathlib import Path

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = ("core.area_now", "core.load", "core.membership", "core.merger", "core.observation", "core.organisation")


def test_organisations_are_what_the_registers_and_the_extracts_say(loaded_home: Home) -> None:
    path = build_tables(loaded_home, BUILT_TABLES)
    columns = "organisation, name, kind, area, region, icb, opened, closed, successor"
    actual = {row[0]: row[1:] for row in rows(path, f"select {columns} from core.organisation")}
    opened = datetime.date(2011, 4, 1)
    # the finest area known is the integrated care board; the name is that of its newest extract
    assert actual["RAA"] == ("PROVIDER RAA", "provider", "QWO", "Y56", "QWO", opened, None, None)
    assert actual["RAC"][-1] == "RAB"
    assert actual["RAX"] == ("ELSEWHERE", "provider", "QWO", "Y63", "QWO", opened, datetime.date(2024, 3, 31), None)
    assert actual["Y56"][:3] == ("NHS ENGLAND LONDON", "region", None)
    assert actual["QWO"][:2] == ("NHS WEST YORKSHIRE INTEGRATED CARE BOARD", "ICB")
    [(count,)] = rows(path, "select count(*) from core.organisation")
    assert count == len(actual)


def test_samples_are_reported_from_real_organisations(home: Home, tmp_path: Path) -> None:
    invented = [{**row, "organisation_code": f"ZZ{row['organisation_code']}"} for row in sheets.ae_rows(2)]
    admit(home, [sheets.ae(invented).write(tmp_path)])
    path = build_tables(home, BUILT_TABLES)
    actual = dict(rows(path, "select organisation, is_sample from core.organisation"))
    assert actual == {"ZZRAA": True, "ZZRAB": True, "Y56": False, "Y58": False, "ENGLAND": False}
    assert rows(path, "select is_sample from core.load") == [(True,)]


def test_an_area_as_it_is_now_counts_everybody_once(home: Home, tmp_path: Path) -> None:
    """Two boards become three, not one to one: ZZB goes from QAA to QDD, ZZC and ZZD merge across the border."""
    places = {
        "2025-10": {"ZZA": "QAA", "ZZB": "QAA", "ZZC": "QBB", "ZZD": "QAA"},
        "2025-11": {"ZZA": "QAA", "ZZB": "QDD", "ZZC": "QBB"},
    }
    files = [sheets.successions(("ZZD", "ZZC", "2025-11")).write(tmp_path, "successions.csv")]
    for month, boards in places.items():
        actual = [
            {**row, "parent_code": board, "parent_name": f"BOARD {board}"}
            for code, board in boards.items()
            for row in sheets.rtt_rows(code)
        ]
        files.append(sheets.rtt(actual, month).write(tmp_path, f"{month}.csv"))
    assert {verdict.status for verdict in admit(home, files)} == {"accepted"}
    path = build_tables(home, BUILT_TABLES)
    reported = rows(
        path,
        "select measure, area, strftime(month, '%Y-%m'), value, organisations, came_from_elsewhere from core.area_now",
    )
    now = {"ZZA": "QAA", "ZZB": "QDD", "ZZC": "QBB", "ZZD": "QBB"}
    own = {
        (measure, code, month): (top, bottom)
        for measure, code, month, top, bottom in rows(
            path,
            "select measure, organisation, strftime(month, '%Y-%m'), numerator, denominator from core.observation "
            "where organisation like 'ZZ%'",
        )
    }
    wanted = []
    for measure in {measure for measure, _, _ in own} - {"rtt_median_weeks", "rtt_p92_weeks"}:
        for month, boards in places.items():
            for area in ("QAA", "QBB", "QDD"):
                members = [code for code in boards if now[code] == area]
                figures = [own[measure, code, month] for code in members]
                if figures:
                    top = sum(numerator for numerator, _ in figures)
                    value = top / sum(bottom for _, bottom in figures) if figures[0][1] is not None else top
                    moved = sum(boards[code] != area for code in members)
                    wanted.append((measure, area, month, value, len(members), moved))
    assert sorted(reported) == sorted(wanted)
    assert {row[5] for row in reported} == {0, 1}
    total = "select sum(value) from core.area_now where measure = 'rtt_incomplete' group by month order by month"
    of_england = "measure = 'rtt_incomplete' and organisation = 'ENGLAND' order by month"
    assert rows(path, total) == rows(path, f"select value from core.observation where {of_england}")


def test_where_an_organisation_lay_and_what_that_is_now(home: Home, tmp_path: Path) -> None:
    def month(name: str, **boards: str) -> Path:
        actual = [
            {**row, "parent_code": board, "parent_name": f"BOARD {board}"}
            for code, board in boards.items()
            for row in sheets.rtt_rows(code)
        ]
        return sheets.rtt(actual, name).write(tmp_path, f"{name}.csv")

    files = [
        month("2025-10", RAA="QAA", RAB="QBB", RAC="QCC"),
        month("2025-12", RAA="QAA", RAB="QCC", RAC="QCC"),
        month("2026-01", RAA="QDD", RAB="QCC"),
        # QAA became QDD as a whole; QCC is divided
        sheets.successions(("QAA", "QDD", "2026-01"), ("QCC", "QDD", "2026-01"), ("QCC", "QEE", "2026-01")).write(
            tmp_path, "successions.csv"
        ),
    ]
    assert {verdict.status for verdict in admit(home, files)} == {"accepted"}
    path = build_tables(home, BUILT_TABLES)
    kinds = rows(path, "select predecessor, successor, kind, is_joined from core.merger")
    actual = rows(
        path,
        "select organisation, area, strftime(from_month, '%Y-%m'), strftime(to_month, '%Y-%m'), area_now "
        "from core.membership",
    )
    assert kinds == [
        ("QAA", "QDD", "whole", False),
        # members are still placed in it, so it is no more than a part that it gave away
        ("QCC", "QDD", "split", False),
        ("QCC", "QEE", "split", False),
    ]
    assert actual == [
        ("RAA", "QAA", "2025-10", "2025-12", "QDD"),
        ("RAA", "QDD", "2026-01", None, "QDD"),
        ("RAB", "QBB", "2025-10", "2025-11", "QBB"),
        ("RAB", "QCC", "2025-12", None, None),
        ("RAC", "QCC", "2025-10", "2025-12", None),
    ]
