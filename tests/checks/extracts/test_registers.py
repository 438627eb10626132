"""Organisations and successions: ODS files without a header, and local lists with one."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.lake import critical, list_reasons, only, rows
from tests.checks.sheets import Sheet

LOCAL = ("organisation", "name", "kind", "area", "area_kind", "opened", "closed")


def _local_sheet(*lines: tuple[str, ...]) -> Sheet:
    return Sheet((LOCAL, *lines))


def test_an_ods_file_keeps_closed_organisations_with_their_dates(home: Home, tmp_path: Path) -> None:
    solent = {
        "organisation": "R1C",
        "name": "SOLENT NHS TRUST",
        "region": "Y59",
        "icb": "QRL",
        "closed_text": "20240930",
    }
    north = {
        "organisation": "G6V2S",
        "name": "NORTH LONDON NHS FOUNDATION TRUST",
        "opened_text": "20241101",
        "address_1": "4TH FLOOR, EAST WING",
    }
    [verdict] = admit(home, [sheets.ods(north, solent).write(tmp_path)])
    assert (verdict.status, verdict.kind, verdict.rows) == ("accepted", "organisations", 2)
    first, second = rows(home, verdict)
    assert (first["organisation"], first["opened"], first["closed"]) == ("G6V2S", datetime.date(2024, 11, 1), None)
    assert (second["region"], second["icb"], second["closed"]) == ("Y59", "QRL", datetime.date(2024, 9, 30))


def test_addresses_are_not_kept(home: Home, tmp_path: Path) -> None:
    [verdict] = admit(home, [sheets.ods({"organisation": "RAA", "name": "A", "postcode": "NW1 0PE"}).write(tmp_path)])
    assert not {name for name in rows(home, verdict)[0] if name.startswith(("address", "postcode", "field"))}


def test_a_local_list_has_iso_dates(home: Home, tmp_path: Path) -> None:
    sheet = _local_sheet(("ZZA01", "SAMPLE A", "provider", "ZZN", "region", "2011-04-01", ""))
    [verdict] = admit(home, [sheet.write(tmp_path)])
    [row] = rows(home, verdict)
    assert (row["area"], row["area_kind"], row["opened"], row["closed"]) == (
        "ZZN",
        "region",
        datetime.date(2011, 4, 1),
        None,
    )


@pytest.mark.parametrize(
    ("sheet", "rule", "place"),
    [
        (
            sheets.ods({"organisation": "RAA", "name": "A"}, {"organisation": "RAA", "name": "B"}),
            "organisation_unique",
            (2, "Organisation Code", "RAA"),
        ),
        (
            sheets.ods({"organisation": "RAA", "name": "A"}, {"organisation": "RAB", "name": ""}),
            "name_present",
            (2, "Name", "blank"),
        ),
        (
            sheets.ods(
                {"organisation": "RAA", "name": "A"}, {"organisation": "RAB", "name": "B", "closed_text": "20100331"}
            ),
            "closed_before_opened",
            (2, None, "20110401 to 20100331"),
        ),
        (
            _local_sheet(("ZZA01", "A", "provider", "", "", "1 April 2011", "")),
            "date_malformed",
            (2, None, "1 April 2011"),
        ),
        (sheets.successions(("RAA", "RAA", "2024-04")), "succeeds_itself", (2, None, "RAA")),
        pytest.param(sheets.successions(("RAA", "RAB", "April")), "date_malformed", (2, "month", "April")),
        (
            sheets.successions(("RAA", "RAB", "2024-04"), ("RAA", "RAB", "2025-04")),
            "predecessor_successor_unique",
            (3, "predecessor, successor", "RAA, RAB"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_registers(
    home: Home, tmp_path: Path, sheet: Sheet, rule: str, place: tuple[int, str | None, str]
) -> None:
    [verdict] = admit(home, [sheet.write(tmp_path)])
    assert verdict.status == "quarantined"
    assert rule in critical(verdict)
    row, column, value = place
    assert (row, value) in {(line, text) for line, _, text in list_reasons(verdict, rule)}
    assert column is None or place in list_reasons(verdict, rule)


@pytest.mark.parametrize(
    ("sheet", "effective"),
    [
        (sheets.successions(("RAA", "RAB", "2024-04")), datetime.date(2024, 4, 1)),
        (Sheet((("RAA", "RAB", "R", "20240401", "1"),), header_line=0), datetime.date(2024, 4, 1)),
        (
            Sheet((("trust_code_old", "trust_code_new", "from_date"), ("RAA", "RAB", "2024-04-01"))),
            datetime.date(2024, 4, 1),
        ),
    ],
)
def test_successions_of_every_layout(home: Home, tmp_path: Path, sheet: Sheet, effective: datetime.date) -> None:
    [verdict] = admit(home, [sheet.write(tmp_path)])
    [row] = rows(home, verdict)
    assert (row["predecessor"], row["successor"], row["effective"]) == ("RAA", "RAB", effective)


def test_real_registers(shared: Path, home: Home) -> None:
    ods = shared / "data" / "ods"
    verdicts = admit(home, [ods / "etr-2024.csv", ods / "etr-2026.csv", ods / "trust_mergers_epiforecasts.csv"])
    assert [(verdict.status, verdict.kind) for verdict in verdicts] == [
        ("accepted", kind) for kind in ("organisations", "organisations", "successions")
    ]
    assert [verdict.rows for verdict in verdicts] == [
        len(path.read_text().splitlines()) for path in (ods / "etr-2024.csv", ods / "etr-2026.csv")
    ] + [11]


def test_the_names_of_boards_are_refused_by_their_name(shared: Path, home: Home) -> None:
    [verdict] = admit(home, [shared / "data" / "ods" / "icb_names_codes_dec_2024.csv"])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "family_not_taken")
    assert "boards.csv" in only(verdict).advice


def test_a_list_of_no_known_kind_names_the_kinds(home: Home, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("ward,beds\nA1,12\n")
    [verdict] = admit(home, [tmp_path / "list.csv"])
    assert (verdict.status, only(verdict).rule) == ("quarantined", "known_kind")
    assert "organisations" in only(verdict).message
