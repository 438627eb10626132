"""The published figures of RTT, from one real full extract: every provider, integrated care board and England."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.transforms import oracle_rtt
from tests.transforms.oracle import Answers
from tests.transforms.warehouse import build_tables, differences, observed, rows

BUILT_TABLES = ("core.observation", "core.organisation")


@pytest.fixture(scope="module")
def warehouse(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("rtt"))
    [verdict] = admit(home, [shared / "data" / "rtt" / "20260131-RTT-January-2026-full-extract.csv.gz"])
    assert (verdict.status, verdict.rows) == ("accepted", 183_417)
    return build_tables(home, BUILT_TABLES)


@pytest.fixture(scope="module")
def rtt_answers(warehouse: Path) -> Answers:
    return observed(warehouse, "rtt", "2026-01")


@pytest.mark.parametrize(
    ("measure", "organisation", "value", "digits"),
    [
        ("rtt_incomplete", "ENGLAND", 7_155_958, 0),
        ("rtt_within_18w", "ENGLAND", 0.614307, 6),
        ("rtt_median_weeks", "ENGLAND", 13.6209, 4),
        ("rtt_p92_weeks", "ENGLAND", 40.3475, 4),
        ("rtt_over_52w", "ENGLAND", 133_860, 0),
        ("rtt_over_65w", "ENGLAND", 7_417, 0),
        ("rtt_over_78w", "ENGLAND", 1_614, 0),
        ("rtt_new_periods", "ENGLAND", 1_767_584, 0),
        ("rtt_incomplete", "R1H", 132_010, 0),
        ("rtt_within_18w", "R1H", 0.567396, 6),
    ],
)
def test_as_published(rtt_answers: Answers, measure: str, organisation: str, value: float, digits: int) -> None:
    assert round(rtt_answers[measure, organisation][2], digits) == value


def test_every_measure_of_every_organisation(rtt_answers: Answers, shared: Path) -> None:
    path = shared / "data" / "rtt" / "20260131-RTT-January-2026-full-extract.csv.gz"
    assert differences(rtt_answers, oracle_rtt.rtt(oracle_rtt.rtt_rows(path))) == {}
    assert len({organisation for _, organisation in rtt_answers}) > 500


def test_providers_belong_to_integrated_care_boards(warehouse: Path) -> None:
    kinds = dict(rows(warehouse, "select kind, count(*) from core.organisation group by all"))
    assert kinds.keys() == {"provider", "ICB", "england"}
    assert kinds["ICB"] == 42
    assert rows(warehouse, "select area, icb from core.organisation where organisation = 'R1H'") == [("QMF", "QMF")]
