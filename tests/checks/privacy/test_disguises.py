"""Records of patients are refused in every disguise that is known; figures and lists of organisations never are."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import samples
from checks.admission import admit
from checks.storage.home import Home
from tests.bench.false_alarms import alarms_in, find_real_files
from tests.checks.privacy.disguises import BIRTHS, DISGUISES, NUMBERS, SURNAMES, UNFORESEEN, Disguise
from tests.checks.privacy.harmless import HARMLESS

EVERY = (*DISGUISES, *UNFORESEEN, *HARMLESS)
LEAST_REAL_FILES = 175
LARGEST_IN_SUITE = 300_000
"""Bytes: larger real files are looked through by `python -m tests.bench false_alarms`."""


@pytest.mark.parametrize("disguise", EVERY, ids=lambda disguise: disguise.name)
def test_a_disguise_is_refused_and_nothing_of_it_is_copied(home: Home, tmp_path: Path, disguise: Disguise) -> None:
    path = tmp_path / f"Zzyzx export.{disguise.suffix}"
    path.write_bytes(disguise.write())
    [verdict] = admit(home, [path])
    if disguise.must_be == "harmless":
        assert verdict.outcome != "refused", verdict.reasons
        return
    assert verdict.outcome == "refused", verdict.reasons
    sentence = verdict.reasons[0].sentence()
    assert not any(value in sentence for value in (*NUMBERS, *SURNAMES, *BIRTHS, "Zzyzx"))
    for folder in (home.archive, home.quarantine, home.ledger, home.lake):
        for copied in folder.rglob("*"):
            assert "Zzyzx" not in copied.name
            assert not copied.is_file() or b"Zzyzx" not in copied.read_bytes()
    assert list(home.quarantine.iterdir()) == []


def test_no_real_file_is_taken_for_records_of_patients(shared: Path) -> None:
    paths = find_real_files(shared)
    assert len(paths) >= LEAST_REAL_FILES
    small = [path for path in paths if path.stat().st_size <= LARGEST_IN_SUITE]
    # every fifth: all of them take half a minute, and belong to the bench
    chosen = small[::5]
    assert {path: alarms_in(path) for path in chosen if alarms_in(path)} == {}


def test_no_sample_is_taken_for_records_of_patients(home: Home) -> None:
    paths = samples.write_samples(home.inbox, months=3)
    assert {path: alarms_in(path) for path in paths if alarms_in(path)} == {}
