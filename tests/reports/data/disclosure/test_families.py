"""What three editions give back of a home in which figures are related in many ways: nothing."""

from __future__ import annotations

from pathlib import Path

from checks.storage.home import Home
from tests.engine import only_in_full
from tests.reports.data.disclosure.families import make_families, publish_families
from tests.reports.data.disclosure.family_attacker import recover_families


@only_in_full
def test_no_hidden_figure_of_any_family_can_be_solved(tmp_path: Path) -> None:
    families = make_families(1)
    actual = recover_families(families, publish_families(Home(tmp_path / "home").prepare(), families, tmp_path / "in"))
    assert actual.hidden >= 200
    assert actual.small >= 100
    assert (actual.exact, actual.within_one) == ((), ())
