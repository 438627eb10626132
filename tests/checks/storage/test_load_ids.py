"""Load ids grow, whatever the clock does: what came last counts, and a clock that is wrong is reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.admission import admit, admit_landed
from checks.review import decisions, readmission
from checks.storage import decision_records, ledger, load_ids
from checks.storage.archive import parse_stamp
from checks.storage.home import Home, format_stamp
from checks.storage.month_vintages import current_loads
from dags.cli import status, status_text
from dags.common import steps
from tests.checks import sheets

TODAY = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
SetClock = Callable[[timedelta], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """A clock that stands still until it is set again."""

    def to(difference: timedelta) -> None:
        monkeypatch.setattr(load_ids, "read_clock", lambda: TODAY + difference)

    to(timedelta())
    return to


def _admit_rows(home: Home, tmp_path: Path, rows: int, texts: list[str] | None = None) -> ledger.Load:
    path = sheets.ae(sheets.ae_rows(rows)).write(tmp_path, f"{rows} rows.csv")
    [verdict] = admit(home, [path], progress=(texts if texts is not None else []).append)
    return ledger.read_load(home, str(verdict.load_id))


def _current_load_id(home: Home) -> str:
    [load] = current_loads(ledger.read_loads(home), frozenset())
    return load.load_id


@pytest.mark.parametrize(
    "difference",
    [
        timedelta(),
        timedelta(microseconds=-1),
        timedelta(hours=-1),
        timedelta(days=-2),
        timedelta(days=-3650),
        timedelta(microseconds=1),
        timedelta(days=1),
    ],
    ids=str,
)
def test_a_revision_counts_whatever_the_clock_did_since(
    home: Home, tmp_path: Path, set_clock: SetClock, difference: timedelta
) -> None:
    first = _admit_rows(home, tmp_path, 3)
    set_clock(difference)
    revised = _admit_rows(home, tmp_path, 4)
    assert revised.load_id > first.load_id
    assert _current_load_id(home) == revised.load_id
    assert revised.received_at == parse_stamp(revised.load_id.split("-")[0]) > first.received_at


def test_a_clock_that_stands_still_gives_each_file_an_id_of_its_own(home: Home, set_clock: SetClock) -> None:
    for count in (3, 4):
        sheets.ae(sheets.ae_rows(count)).write(home.inbox, f"{count}.csv")
    for number in range(3):
        (home.inbox / f"{number}.csv").write_text(f"<!DOCTYPE html><p>{number}</p>")
    admit(home)
    ids = [load.load_id for load in ledger.read_loads(home)]
    assert len({load_id.split("-")[0] for load_id in ids}) == len(ids) == 5


@pytest.mark.parametrize(
    "name",
    [
        "ledger/{stamp}-0123456789ab.json",
        "ledger/decisions/{stamp}-{stamp}-0123456789ab-accept.json",
        "archive/ae/2025-06/{stamp}-0123456789ab-extract.csv",
        "quarantine/{stamp}-0123456789ab-extract.csv",
        "inbox/.refused-{stamp}",
    ],
)
def test_every_record_in_the_home_is_older_than_the_next(home: Home, name: str, set_clock: SetClock) -> None:
    newest = format_stamp(TODAY + timedelta(days=2))
    path = home.root / name.format(stamp=newest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    clock = load_ids.LoadClock.of(home)
    ids = [clock.next_stamp() for _ in range(3)]
    assert [newest, *ids] == sorted({newest, *ids})
    assert ids[0] == "20260202T093000.000001Z"


def test_names_that_are_no_moments_change_nothing(home: Home, set_clock: SetClock) -> None:
    for name in ("99999999T999999.999999Z-0123456789ab.json", "notes.json", "20260231T000000.000000Z-x.json"):
        (home.ledger / name).write_text("{}")
    assert load_ids.newest_recorded(home) is None
    assert load_ids.LoadClock.of(home).next_stamp() == format_stamp(TODAY)


def test_a_reinstatement_and_a_release_come_after_what_they_undo(
    home: Home, tmp_path: Path, set_clock: SetClock
) -> None:
    first, revised = _admit_rows(home, tmp_path, 3), _admit_rows(home, tmp_path, 4)
    set_clock(timedelta(days=-2))
    again = admit_landed(home, readmission.reinstate_load(home, first.load_id, "it was right", "data manager"))
    assert str(again.load_id) > revised.load_id
    assert _current_load_id(home) == again.load_id


def test_decisions_are_kept_in_the_order_in_which_they_were_taken(home: Home, set_clock: SetClock) -> None:
    warned = {"rule": "rows_changed", "severity": "warning", "message": "fewer rows", "advice": "", "value": None}
    for day in ("20260129", "20260130"):
        load_id = f"{day}T000000.000000Z-{'0' * 12}"
        received = parse_stamp(load_id.split("-")[0])
        values = {"kind": "ae", "month": "2025-06", "file_name": "x.csv", "sha256": "0" * 64, "size": 1, "rows": 1}
        ledger.record_load(
            home,
            ledger.Load(
                load_id,
                received_at=received,
                status="accepted",
                era="",
                is_sample=False,
                reasons=(warned,),
                **values,  # type: ignore[arg-type]
            ),
        )
    first, second = ledger.read_loads(home)
    decisions.acknowledge_warnings(home, [second.load_id], "known", "analyst")
    set_clock(timedelta(days=-5))
    decisions.acknowledge_warnings(home, [first.load_id], "known", "analyst")
    taken = decision_records.read_decisions(home)
    assert [item.load_id for item in taken] == [second.load_id, first.load_id]
    assert taken[0].decided_at < taken[1].decided_at
    assert {path.name[:23] for path in (home.ledger / "decisions").iterdir()} == {
        format_stamp(datetime.fromisoformat(item.decided_at)) for item in taken
    }


@pytest.mark.parametrize(
    ("difference", "part"),
    [
        (timedelta(minutes=-4), None),
        (timedelta(days=300), None),
        (timedelta(minutes=-6), "the clock is 6 minutes behind, or was ahead"),
        (timedelta(days=-2), "the clock is 2 days behind, or was ahead"),
        (timedelta(days=-3650), "the clock is 3,650 days behind, or was ahead"),
        (timedelta(days=3650), "nothing has been loaded for 3,650 days, or the clock is ahead"),
    ],
    ids=str,
)
def test_a_clock_that_is_wrong_is_reported_by_admit_by_the_dags_and_by_status(
    home: Home, tmp_path: Path, set_clock: SetClock, difference: timedelta, part: str | None
) -> None:
    _admit_rows(home, tmp_path, 3)
    set_clock(difference)
    assert status.collect_status(home).clock_fault == load_ids.describe_clock_fault(home)
    lines = status_text.status_sentences(status.collect_status(home))
    by_the_dags: list[str] = []
    steps.claim_inbox(home, by_the_dags.append)
    by_admit: list[str] = []
    _admit_rows(home, tmp_path, 4, by_admit)
    for item in (lines, by_the_dags, by_admit):
        assert sum("this machine's clock says" in line for line in item) == bool(part)
        assert part is None or any(part in line for line in item)


def test_after_a_clock_that_was_years_ahead_ids_follow_it_and_months_to_come_are_still_refused(
    home: Home, tmp_path: Path, set_clock: SetClock
) -> None:
    set_clock(timedelta(days=3650))
    ahead = _admit_rows(home, tmp_path, 3)
    set_clock(timedelta())
    revised = _admit_rows(home, tmp_path, 4)
    assert ahead.load_id < revised.load_id < ahead.load_id[:18] + "~"
    assert _current_load_id(home) == revised.load_id
    assert "was ahead when that was recorded" in (status.collect_status(home).clock_fault or "")
    [verdict] = admit(home, [sheets.ae(sheets.ae_rows(3, "2031-05"), "2031-05").write(tmp_path, "to come.csv")])
    assert [reason.rule for reason in verdict.reasons] == ["future_month"]


def test_what_was_claimed_before_the_clock_was_set_back_is_found_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets.ae().write(home.inbox, "extract.csv")
    steps.claim_inbox(home, print)
    earlier = datetime.now(UTC).timestamp() - 2 * 24 * 3600
    monkeypatch.setattr("time.time", lambda: earlier)
    assert steps.list_unjudged_partitions(home, older_than=steps.STRANDED_SECONDS) == ["ae|2025-06"]
