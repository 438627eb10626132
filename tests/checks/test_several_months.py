"""Files with several months: each month is a load of its own, and the file is kept once."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit, admit_landed, land_files, list_pending_files
from checks.review.home_verification import find_stored_problems
from checks.samples import referrals_return
from checks.samples.broken import PROVIDERS
from checks.samples.world import make_world
from checks.storage import ledger, split_files
from checks.storage.home import Home
from checks.storage.month_vintages import current_loads
from checks.storage.withdrawals import read_loads_as_decided
from dags.cli import main
from tests.checks import sheets, state
from tests.checks.lake import critical, rows
from tests.checks.sheets.sheet import Row, Sheet
from tests.checks.test_interrupted_admission import Clock, Death

MONTHS = ("2025-04", "2025-05", "2025-06")


def _ae_text(month: str, rows_of_month: Sequence[Row] | None = None) -> str:
    return sheets.ae(rows_of_month or sheets.ae_rows(3, month, MONTHS.index(month)), month).text()


def _without_header(text: str) -> str:
    return text.split("\r\n", 1)[1]


def _append(*texts: str, repeats_header: bool = True) -> str:
    return texts[0] + "".join(text if repeats_header else _without_header(text) for text in texts[1:])


QUARTER = _append(*map(_ae_text, MONTHS))
TWO_MONTHS = _append(*map(_ae_text, MONTHS[:2]))


def _admit_text(home: Home, text: str, name: str = "quarter.csv") -> list[AdmissionOutcome]:
    home.prepare()
    (home.inbox / name).write_bytes(text.encode())
    return admit(home)


def _statuses(outcomes: Sequence[AdmissionOutcome]) -> list[tuple[str | None, str]]:
    return [(outcome.month, outcome.status) for outcome in outcomes]


@pytest.fixture(scope="module")
def accepted_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that has taken the quarter; tests that change it take a copy."""
    home = Home(tmp_path_factory.mktemp("accepted") / "home")
    assert _statuses(_admit_text(home, QUARTER)) == ACCEPTED
    return home


@pytest.fixture
def quarter_home(accepted_home: Home, tmp_path: Path) -> Home:
    shutil.copytree(accepted_home.root, tmp_path / "quarter", symlinks=True)
    return Home(tmp_path / "quarter")


ACCEPTED = [(month, "accepted") for month in MONTHS]


@pytest.mark.parametrize("repeats_header", [True, False])
def test_each_month_has_the_rows_that_its_own_file_gives(home: Home, tmp_path: Path, repeats_header: bool) -> None:
    outcomes = _admit_text(home, _append(*map(_ae_text, MONTHS), repeats_header=repeats_header))
    assert _statuses(outcomes) == ACCEPTED
    single = Home(tmp_path / "single")
    alone = [_admit_text(single, _ae_text(month), f"{month}.csv")[0] for month in MONTHS]
    assert [rows(home, outcome) for outcome in outcomes] == [rows(single, outcome) for outcome in alone]


def test_entries_name_the_file_and_its_hash_and_it_is_kept_once(accepted_home: Home) -> None:
    home = accepted_home
    loads = ledger.read_loads(home)
    assert [load.file_name for load in loads] == [f"quarter-{month}.csv" for month in MONTHS]
    [archived] = home.archive.glob("*/several-months/*")
    assert archived.read_bytes() == QUARTER.encode()
    for load in loads:
        assert load.origin
        assert (load.origin.file_name, load.origin.months) == ("quarter.csv", 3)
        assert archived.name.startswith(f"{load.origin.file_id}-")
    assert loads[1].origin
    lines = QUARTER.split("\r\n")
    assert lines[loads[1].origin.first_line - 1].startswith("MSitAE-MAY-2025")
    assert lines[loads[1].origin.last_line - 1].startswith("TOTAL")
    assert find_stored_problems(home, lambda _: None) == []


def test_the_same_file_again_changes_nothing(quarter_home: Home) -> None:
    home = quarter_home
    before = state.exact(home)
    outcomes = _admit_text(home, QUARTER, "again.csv")
    assert _statuses(outcomes) == [(month, "duplicate") for month in MONTHS]
    assert state.exact(home) == before


def test_a_later_file_revises_the_months_that_it_changes(quarter_home: Home) -> None:
    home = quarter_home
    revised = sheets.ae_rows(3, "2025-05", 1)
    revised[0]["attendances_type1"] = 999
    later = _append(_ae_text(MONTHS[0]), _ae_text(MONTHS[1], revised), _ae_text(MONTHS[2]))
    outcomes = _admit_text(home, later, "quarter-revised.csv")
    assert sorted(_statuses(outcomes)) == [("2025-04", "duplicate"), ("2025-05", "accepted"), ("2025-06", "duplicate")]
    current = current_loads(ledger.read_loads(home), frozenset())
    assert [load.file_name for load in current] == [
        "quarter-2025-04.csv",
        "quarter-revised-2025-05.csv",
        "quarter-2025-06.csv",
    ]


def test_a_month_sent_alone_before_is_held_already(home: Home) -> None:
    _admit_text(home, _ae_text("2025-05"), "may.csv")
    assert ("2025-05", "duplicate") in _statuses(_admit_text(home, QUARTER))


def test_a_bad_month_is_quarantined_by_itself_with_its_reason(home: Home) -> None:
    spoilt = _ae_text("2025-05").replace(",102,", ",3.7,", 1)
    assert spoilt != _ae_text("2025-05")
    outcomes = _admit_text(home, _append(_ae_text("2025-04"), spoilt, _ae_text("2025-06")))
    assert sorted(_statuses(outcomes)) == [("2025-04", "accepted"), ("2025-05", "quarantined"), ("2025-06", "accepted")]
    bad = next(outcome for outcome in outcomes if outcome.status == "quarantined")
    assert "not_a_number" in critical(bad)
    assert next(reason.message for reason in bad.reasons if reason.rule == "part_of_file").startswith(
        "one of the 3 months of quarter.csv, from its lines"
    )
    [quarantined] = home.quarantine.glob("*.csv")
    assert quarantined.name.endswith("quarter-2025-05.csv")
    assert quarantined.read_bytes() == spoilt.encode()
    assert list(home.archive.glob("*/several-months/*"))
    # sent again, the good months are held and the bad one is still in quarantine
    assert sorted(
        status for _, status in _statuses(_admit_text(home, _append(_ae_text("2025-04"), spoilt, _ae_text("2025-06"))))
    ) == [
        "duplicate",
        "duplicate",
        "quarantined",
    ]


def test_a_month_to_come_is_quarantined_alone(home: Home) -> None:
    future = sheets.ae(sheets.ae_rows(3, "2031-01"), "2031-01").text()
    outcomes = _admit_text(home, _append(_ae_text("2025-04"), _ae_text("2025-05"), future))
    assert sorted(_statuses(outcomes)) == [("2025-04", "accepted"), ("2025-05", "accepted"), ("2031-01", "quarantined")]
    [load] = [load for load in ledger.read_loads(home) if load.status == "quarantined"]
    assert load.origin
    assert load.origin.file_name == "quarter.csv"


def test_a_month_without_its_total_row_is_quarantined_alone(home: Home) -> None:
    without = sheets.ae(sheets.ae_rows(3, "2025-06", 2), "2025-06", total=None).text()
    outcomes = _admit_text(home, _append(_ae_text("2025-04"), _ae_text("2025-05"), without))
    assert _statuses(outcomes)[2] == ("2025-06", "quarantined")
    assert critical(outcomes[2]) == {"total_row"}


def test_months_below_one_total_are_refused_with_their_count_and_what_to_do(home: Home) -> None:
    every_row = [*sheets.ae_rows(3, "2025-04"), *sheets.ae_rows(3, "2025-05", 3)]
    [outcome] = _admit_text(home, sheets.ae(every_row, "2025-05").text())
    [reason] = [reason for reason in outcome.reasons if reason.severity == "critical"]
    assert (reason.rule, reason.message) == ("several_months", "the file has rows of 2 months: 2025-04, 2025-05")
    assert (reason.advice or "").startswith(
        "put the total row of each month below its rows, or send the published file"
    )


def test_a_stray_row_is_reported_by_its_place(home: Home) -> None:
    every_row = [*sheets.ae_rows(4, "2025-05"), *sheets.ae_rows(1, "2025-04", 4)]
    [outcome] = _admit_text(home, sheets.ae(every_row, "2025-05").text())
    assert critical(outcome) == {"another_month"}


def test_a_kind_that_is_taken_month_by_month_refuses_several(home: Home) -> None:
    january, february = (
        [{**row, "period": f"RTT-{month}-2026"} for row in sheets.rtt_rows("RAA")] for month in ("January", "February")
    )
    [outcome] = _admit_text(home, sheets.rtt([*january, *february]).text())
    assert critical(outcome) == {"several_months"}
    assert "2 months: 2026-01, 2026-02" in outcome.reasons[0].message
    assert "with the header and the rows of that month alone" in (outcome.reasons[0].advice or "")
    # what the advice says is taken
    parts = [sheets.rtt(rows_of_month).text() for rows_of_month in (january, february)]
    assert [_admit_text(home, text)[0].status for text in parts] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    "second",
    [sheets.ae(month="2020-05"), sheets.mar(), sheets.successions()],
    ids=["another layout", "another kind", "a register"],
)
def test_a_second_table_of_other_columns_is_refused_by_its_name(home: Home, second: Sheet) -> None:
    [outcome] = _admit_text(home, _append(_ae_text("2025-04"), second.text()))
    assert critical(outcome) == {"second_table"}
    assert outcome.reasons[0].row == 6


def test_a_row_without_a_month_refuses_the_whole_file(home: Home) -> None:
    text = QUARTER.replace("MSitAE-MAY-2025", "MAY", 1)
    [outcome] = _admit_text(home, text)
    assert (outcome.status, critical(outcome), outcome.reasons[0].row) == ("quarantined", {"month_told"}, 7)
    assert not list(home.archive.glob("*/*/*"))


def test_annual_returns_are_split_too(home: Home) -> None:
    returns = [sheets.mar(period=month).text() for month in ("APRIL", "MAY", "JUNE")]
    outcomes = _admit_text(home, _append(*returns, repeats_header=False))
    assert _statuses(outcomes) == [(f"2008-{month}", "accepted") for month in ("04", "05", "06")]


def test_a_year_of_the_annual_referral_return_is_split(home: Home) -> None:
    """It has no total rows, and one column tells its months apart."""
    text = referrals_return.make_file(make_world(PROVIDERS, 2026), ["2023-04", "2023-05"]).decode()
    assert _statuses(_admit_text(home, text)) == [("2023-04", "accepted"), ("2023-05", "accepted")]


def test_packed_and_recoded_files_are_split_as_they_are(home: Home, tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(QUARTER.encode(), mtime=0))
    assert _statuses(admit(home, [tmp_path / "a.csv.gz"])) == ACCEPTED
    (tmp_path / "b.csv").write_bytes(QUARTER.encode("utf-16"))
    assert _statuses(admit(home, [tmp_path / "b.csv"])) == [(month, "duplicate") for month in MONTHS]


def test_months_may_be_mixed_row_by_row(home: Home) -> None:
    """A contract without total rows: the rows of a month need not stand together."""
    returns = [sheets.mar(period=month) for month in ("APRIL", "MAY")]
    mixed = [line for pair in zip(*(sheet.lines[1:] for sheet in returns), strict=True) for line in pair]
    outcomes = _admit_text(home, Sheet((returns[0].lines[0], *mixed)).text())
    assert _statuses(outcomes) == [("2008-04", "accepted"), ("2008-05", "accepted")]


def test_another_process_judges_the_parts(home: Home) -> None:
    home.prepare()
    (home.inbox / "quarter.csv").write_bytes(QUARTER.encode())
    assert sorted(landed.partition for landed in land_files(home)) == [f"ae|{month}" for month in MONTHS]  # type: ignore[union-attr]
    assert [admit_landed(home, landed).status for landed in list_pending_files(home)] == ["accepted"] * 3
    assert all(load.origin for load in ledger.read_loads(home))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], int]:
    home = Home(tmp_path_factory.mktemp("undisturbed") / "home").prepare()
    steps = _admit_and_die(home, None)
    return state.timeless(home), steps


def _admit_and_die(home: Home, due: int | None) -> int:
    (home.inbox / "quarter.csv").write_bytes(TWO_MONTHS.encode())
    clock = Clock(home.root, due)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", clock.wrap(os.replace, 0))
        patch.setattr(os, "unlink", clock.wrap(os.unlink, 0))
        patch.setattr(shutil, "copyfile", clock.wrap(shutil.copyfile, 1))
        admit(home)
    return clock.steps


@pytest.mark.parametrize("share", [0.1, 0.25, 0.4, 0.6, 0.9])
def test_a_crash_between_two_months_loses_nothing(
    home: Home, share: float, undisturbed: tuple[dict[str, str], int]
) -> None:
    wanted, steps = undisturbed
    home.prepare()
    with pytest.raises(Death):
        _admit_and_die(home, int(steps * share))
    admit(home)
    assert state.timeless(home) == wanted


def test_a_damaged_record_of_the_file_is_written_again(quarter_home: Home) -> None:
    home = quarter_home
    [path] = (home.ledger / "several_months").glob("*.json")
    path.write_text("{")
    admit(home)
    assert [record.is_complete for record in split_files.read_split_files(home)] == [True]
    assert {load.load_id for load in ledger.read_loads(home)} == {
        part.load_id for part in split_files.read_split_files(home)[0].parts
    }


def test_a_part_that_was_lost_is_put_back_from_the_file(quarter_home: Home) -> None:
    home = quarter_home
    [part] = home.archive.glob("ae/2025-05/*")
    part.unlink()
    outcomes = _admit_text(home, QUARTER)
    assert part.exists()
    assert {reason.rule for outcome in outcomes for reason in outcome.reasons} == {"archive_put_back"}


def _call(home: Home, *arguments: str) -> int:
    return main.main([arguments[0], "--home", str(home.root), *arguments[1:]])


def _list_current(home: Home) -> list[str | None]:
    return [load.month for load in current_loads(read_loads_as_decided(home), frozenset())]


WHY = ("--reason", "the months were mistyped", "--role", "data manager")


def test_one_month_is_withdrawn_or_all_of_the_file(quarter_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call(quarter_home, "withdraw", "quarter-2025-05.csv", *WHY) == 0
    assert _list_current(quarter_home) == ["2025-04", "2025-06"]
    assert _call(quarter_home, "withdraw", "quarter.csv", *WHY) == 0
    assert _list_current(quarter_home) == []
    capsys.readouterr()
    assert _call(quarter_home, "withdraw", "quarter.csv", *WHY) == 2
    assert "was already withdrawn on" in capsys.readouterr().err
    assert _call(quarter_home, "reinstate", "quarter.csv", *WHY) == 0
    assert _list_current(quarter_home) == list(MONTHS)
    capsys.readouterr()
    assert _call(quarter_home, "reinstate", "quarter.csv", *WHY) == 2
    assert "no month of quarter.csv is withdrawn" in capsys.readouterr().err


def test_the_months_of_a_file_are_withdrawn_by_its_id(quarter_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    [record] = split_files.read_split_files(quarter_home)
    assert _call(quarter_home, "withdraw", record.file_id, *WHY) == 0
    assert [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()] == [
        f"quarter-{month}.csv" for month in MONTHS
    ]
    assert _call(quarter_home, "status", "--json") in (0, 4)
    loads = json.loads(capsys.readouterr().out)["loads"]
    assert {(load["origin"], load["status"]) for load in loads} == {("quarter.csv", "withdrawn")}
