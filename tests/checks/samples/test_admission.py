"""The gate takes every good sample, and turns away every broken one for the right reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import samples
from checks.admission import AdmissionOutcome, admit
from checks.samples import ae, broken
from checks.samples.discovery import find_broken_samples
from checks.storage.home import Home

LEFT_OUT = ("April-", "June-", "July-")
OTHER_RTT = tuple(f"2026{month:02d}" for month in range(3, 9))
BROKEN = find_broken_samples()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[AdmissionOutcome]:
    paths = samples.write_samples(tmp_path_factory.mktemp("inbox"), months=7, providers=9)
    # two RTT months, one of each layout, and months that are first, revised, late and last are enough here
    wanted = [path for path in paths if not path.name.startswith(LEFT_OUT) and not path.name.startswith(OTHER_RTT)]
    return admit(Home(tmp_path_factory.mktemp("good")), wanted)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AdmissionOutcome]:
    home = Home(tmp_path_factory.mktemp("bad")).prepare()
    paths = broken.write_broken_samples(tmp_path_factory.mktemp("broken"))
    return {verdict.file_name: verdict for verdict in admit(home, list(paths.values()))}


def test_good_samples_are_accepted(good: list[AdmissionOutcome]) -> None:
    refused = {item.file_name: item.reasons[0].sentence() for item in good if item.status != "accepted"}
    assert refused.keys() == {sample.name for sample in BROKEN if sample.is_in_inbox}, refused


def test_every_kind_and_month_is_known_by_its_content(good: list[AdmissionOutcome]) -> None:
    months = {(item.kind, item.month) for item in good}
    assert {("ae", f"2026-{month:02d}") for month in (3, 5, 8, 9)} <= months
    assert {("rtt", "2021-02"), ("rtt", "2026-09"), ("referrals", "2010-02"), ("referrals", "2024-03")} <= months
    assert [item.file_name for item in good if (item.kind, item.month) == ("ae", ae.REVISED_MONTH)] == [
        ae.file_name(ae.REVISED_MONTH, is_first=True),
        ae.file_name(ae.REVISED_MONTH),
    ]


@pytest.mark.parametrize("name", [sample.name for sample in BROKEN])
def test_broken_samples_are_quarantined_for_the_right_reason(name: str, bad: dict[str, AdmissionOutcome]) -> None:
    [wanted] = [sample for sample in BROKEN if sample.name == name]
    verdict = bad[name]
    critical = {reason.rule for reason in verdict.reasons if reason.severity == "critical"}
    assert verdict.status == "quarantined"
    assert wanted.rule in critical


def test_broken_files_that_are_alike_are_told_apart(bad: dict[str, AdmissionOutcome]) -> None:
    assert bad.keys() == {sample.name for sample in BROKEN}


def test_paths_are_not_needed(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    renamed = tmp_path / "anything.txt"
    renamed.write_bytes(
        next(
            path for path in samples.write_samples(tmp_path / "in", months=1, providers=3) if "2026-CSV" in path.name
        ).read_bytes()
    )
    [verdict] = admit(home, [renamed])
    assert (verdict.status, verdict.kind, verdict.month) == ("accepted", "ae", "2026-09")
