"""Each situation through admission, build and the page of its practice; `python -m tests.bench situations` is longer.

All are in one home here, and the contracts' rules are not asked: the bench has a home for each, by the command line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.storage.home import Home
from reports.data.disclosure import connect_published
from reports.pages import practice_pages
from reports.pages.site import EditionSite
from reports.verification.verify import EditionCheck
from tests.checks.quick_admission import admit_without_rules
from tests.reports.practice_verdicts import OF_PRACTICES, STATES
from tests.situations.homes import Answer, find_faults, read_answer, read_text, write_files
from tests.situations.truths import SITUATIONS, Situation
from tests.transforms.gain.planted import with_few_draws
from tests.transforms.warehouse import rows
from transforms.build import build_warehouse

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("situations")
    home = Home(folder / "home").prepare()
    outcomes = admit_without_rules(home, write_files(folder / "files", SITUATIONS))
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    with with_few_draws():
        return build_warehouse(home)


@pytest.fixture(scope="module")
def site(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the practices, which say nothing false."""
    folder = tmp_path_factory.mktemp("pages")
    with connect_published(warehouse) as con:
        edition = EditionSite(con, folder, None, "3 November 2026, 10:00 UTC")
        assert list(practice_pages.practice_pages(edition)) == ["17 practices"]
        edition.write_claims()
        assert [item.sentence() for item in EditionCheck(con).check(folder).falsehoods] == []
    return folder


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case.name)
def test_each_situation_has_its_answer_on_its_page(case: Situation, warehouse: Path, site: Path) -> None:
    answer = read_answer(warehouse, site, case)
    assert find_faults(case, answer) == []
    assert answer.sentence


def test_every_status_and_reason_has_its_case_among_the_runs_of_the_situations(warehouse: Path) -> None:
    tables = ("mart.gain_history", "mart.programme_gain_history", "mart.gain")
    # reasons in words are those of what cannot be assessed
    reason = "if(regexp_full_match(coalesce(reason, ''), '[a-z_]*'), coalesce(reason, ''), '')"
    reached = {row for table in tables for row in rows(warehouse, f"select distinct status, {reason} from {table}")}
    wanted = {(status, "" if " " in reason else reason) for status, reason in STATES}
    wanted |= {("gain", reason) for reason in OF_PRACTICES}
    # a gain that is more than chance is never too weak for a share of it: the rung is there for safety
    assert wanted - reached == {("inconclusive", "gain_too_weak_for_a_share")}


def test_a_wrong_answer_is_a_fault() -> None:
    success = SITUATIONS[0]
    assert find_faults(success, Answer("sustained", "", "", "It rose, and the gain has held for 37 months.")) == []
    assert find_faults(success, Answer("lost", "fell_back", "", "The gain has held")) == ["success: lost (fell_back)"]
    assert find_faults(success, Answer("sustained", "", "", "It rose.")) == [
        "success: “the gain has held” is not on its page"
    ]
    assert read_text("<p>A&amp;E <b>rose</b></p>") == "A&E rose"
