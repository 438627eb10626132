"""One process judges what waits of a kind; a burst is one piece of work, and nothing is left lying."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks import samples
from checks.storage import ledger
from checks.storage.home import Home
from dags.common import judging, steps

UNLIMITED = 3600.0
"""A busy machine takes longer than a run may."""


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    written = samples.write_samples(tmp_path_factory.mktemp("samples"), months=4, providers=8)
    return [path for path in written if re.fullmatch(r"[A-Z][a-z]+-20\d\d-CSV-.*\.csv", path.name)]


def _claim_files(home: Home, paths: list[Path]) -> list[str]:
    for path in paths:
        (home.inbox / path.name).write_bytes(path.read_bytes())
    return steps.claim_inbox(home, print)


def test_one_run_judges_all_that_waits_of_a_kind_in_the_order_of_the_months(home: Home, months: list[Path]) -> None:
    partitions = _claim_files(home, list(reversed(months)))
    assert judging.kinds_of_partitions(partitions) == ["ae"]
    verdicts = judging.judge_kind(home, "ae", print, seconds=UNLIMITED)
    assert verdicts is not None
    assert [verdict.month for verdict in verdicts] == sorted(partition.split("|")[1] for partition in partitions)
    assert not judging.needs_another_run(home, "ae")
    assert judging.judge_kind(home, "ae", print) == []


def test_other_kinds_are_left_alone(home: Home, months: list[Path]) -> None:
    _claim_files(home, months)
    assert judging.judge_kind(home, "rtt", print) == []
    assert judging.needs_another_run(home, "ae")


def test_when_the_time_is_up_the_rest_waits_for_the_next_run(home: Home, months: list[Path]) -> None:
    _claim_files(home, months)
    verdicts = judging.judge_kind(home, "ae", print, seconds=0)
    assert verdicts is not None
    assert len(verdicts) == 1
    assert judging.needs_another_run(home, "ae")


def test_a_second_process_leaves_the_kind_to_the_first(home: Home, months: list[Path]) -> None:
    _claim_files(home, months)
    with judging._claim_kind(home, "ae") as is_ours:
        assert is_ours
        assert judging.judge_kind(home, "ae", print) is None
        assert not judging.needs_another_run(home, "ae")
        assert judging.list_stranded_kinds(home) == []
    assert judging.needs_another_run(home, "ae")
    assert not ledger.recorded_load_ids(home)


def test_a_file_that_arrives_while_others_are_judged_is_judged_too(home: Home, months: list[Path]) -> None:
    _claim_files(home, months[:1])
    later = list(months[1:])

    def arrive(_: str) -> None:
        if later:
            _claim_files(home, [later.pop()])

    verdicts = judging.judge_kind(home, "ae", arrive, seconds=UNLIMITED)
    assert verdicts is not None
    assert len(verdicts) == len(months)


def test_stranded_kinds_are_named_once_they_have_waited(
    home: Home, months: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _claim_files(home, months)
    assert judging.list_stranded_kinds(home) == []
    monkeypatch.setattr(steps, "STRANDED_SECONDS", 0)
    assert judging.list_stranded_kinds(home) == ["ae"]


@pytest.mark.parametrize(("partition", "kind"), [("ae|2026-01", "ae"), ("ae", "ae"), ("rtt|2026-01", "rtt")])
def test_a_partition_names_its_kind(partition: str, kind: str) -> None:
    assert judging.kind_of_partition(partition) == kind
