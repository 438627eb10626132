"""What is planted in the samples comes back as a verdict, through admission and build."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from checks.samples.truths import PlantedTruth
from tests.transforms.gain.planted import FEW_DRAWS, PlantedVerdict, read_verdicts, warehouse
from tests.transforms.warehouse import rows

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse(tmp_path_factory.mktemp("planted"), is_short=True)


@pytest.fixture(scope="module")
def truth_rows(built_path: Path) -> tuple[list[PlantedVerdict], list[PlantedVerdict]]:
    return read_verdicts(built_path)


@pytest.fixture(scope="module")
def practices(truth_rows: tuple[list[PlantedVerdict], list[PlantedVerdict]]) -> dict[str, PlantedVerdict]:
    return {item.practice.removeprefix("sample_"): item for item in truth_rows[1]}


def _count_statuses(truth_rows: tuple[list[PlantedVerdict], list[PlantedVerdict]], truth: PlantedTruth) -> Counter[str]:
    return Counter(item.status for item in truth_rows[0] if item.truth is truth)


def test_every_adopter_is_reported(truth_rows: tuple[list[PlantedVerdict], list[PlantedVerdict]]) -> None:
    assert all(item.truth is not None for item in truth_rows[0])
    assert all(item.row["reason"] for item in truth_rows[0] if item.status == "not_assessable")


@pytest.mark.parametrize(
    ("practice", "statuses"),
    [
        ("streaming", {"sustained"}),
        ("discharge_lounge", {"eroding"}),
        # half of it has come back, half has vanished
        ("early_review", {"eroding", "lost"}),
        ("huddles", {"no_detectable_gain"}),
        ("rapid_clinic", {"too_early"}),
        ("followup_calls", {"sustained"}),
    ],
)
def test_practice_has_the_verdict_of_its_truth(
    practices: dict[str, PlantedVerdict], practice: str, statuses: set[str]
) -> None:
    assert practices[practice].status in statuses


@pytest.mark.parametrize(("practice", "gain"), [("streaming", 0.09), ("discharge_lounge", 0.09), ("huddles", 0.0)])
def test_limits_hold_the_planted_gain(practices: dict[str, PlantedVerdict], practice: str, gain: float) -> None:
    row = practices[practice].row
    assert row["gain_lower"] < gain < row["gain_upper"]


def test_limits_hold_the_planted_share(practices: dict[str, PlantedVerdict]) -> None:
    for practice, share in (("streaming", 1.0), ("discharge_lounge", 0.5)):
        row = practices[practice].row
        assert row["share_lower"] < share < row["share_upper"]


@pytest.mark.parametrize(
    ("truth", "statuses", "fewest", "of"),
    [
        # one more is inconclusive since a gain seems to hold only where limits of 80% lie above its half
        (PlantedTruth.HOLDS, {"sustained", "gain"}, 9, 11),
        (PlantedTruth.ERODES, {"eroding", "lost"}, 3, 5),
        (PlantedTruth.VANISHES, {"lost", "eroding"}, 2, 3),
        (PlantedTruth.NEVER_CAME, {"no_detectable_gain"}, 6, 6),
        (PlantedTruth.TOO_YOUNG, {"too_early"}, 2, 2),
        (PlantedTruth.EMERGES, {"gain_emerging"}, 1, 1),
        (PlantedTruth.COMES_BACK, {"re_gained"}, 3, 3),
    ],
)
def test_most_adopters_have_the_verdict_of_their_truth(
    truth_rows: tuple[list[PlantedVerdict], list[PlantedVerdict]],
    truth: PlantedTruth,
    statuses: set[str],
    fewest: int,
    of: int,
) -> None:
    counted = _count_statuses(truth_rows, truth)
    assert counted.total() == of
    assert sum(counted[status] for status in statuses) >= fewest


def test_lost_gain_is_never_called_sustained(truth_rows: tuple[list[PlantedVerdict], list[PlantedVerdict]]) -> None:
    assert not _count_statuses(truth_rows, PlantedTruth.VANISHES)["sustained"]
    assert _count_statuses(truth_rows, PlantedTruth.ERODES)["sustained"] <= 1
    assert not set(_count_statuses(truth_rows, PlantedTruth.NEVER_CAME)) - {"no_detectable_gain", "not_assessable"}


def test_the_error_rates_are_of_placebos_among_the_comparators(built_path: Path) -> None:
    actual = rows(built_path, "select draws, organisations > 20, pooled_claims, held_found from mart.calibration")
    assert actual
    for draws, is_enough, pooled_claims, detected in actual:
        assert (draws, is_enough) == (FEW_DRAWS, True)
        # of placebos few are claimed, and of gains of five points that hold most are found
        assert pooled_claims <= 0.3
        assert detected >= 0.5
