"""What a published edition gives away of the figures that it hides: nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from checks.storage.home import Home
from reports.data.disclosure import published as exit_
from reports.data.disclosure.tables import OF_ONE_SERIES
from reports.publish import publish
from tests.reports.data.disclosure.attacker import recover
from tests.reports.data.disclosure.edition import cards, numbers_in, series_rows
from tests.reports.data.disclosure.world import World, fill_home, make_world, publish_world

SEED = 3
TIMES = re.compile(r"\d{4}-\d\d-\d\d[T ][\d:.+]+|\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC|\d{8}T\d{6}\.\d{6}Z")
"""When a file was received: the two homes are filled one after the other."""


@dataclass(frozen=True)
class Tried:
    world: World
    home: Home
    editions: tuple[Path, ...]

    @property
    def edition(self) -> Path:
        return self.editions[-1]


@pytest.fixture(scope="module")
def fill(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Tried]:
    """A home with the same figures to be shown, and hidden ones of their own."""

    def filled(hidden_seed: int, is_published_each_time: bool = False) -> Tried:
        folder = tmp_path_factory.mktemp("disclosure")
        world = make_world(SEED, hidden_seed, organisations=6, months=14)
        home = Home(folder / "home").prepare()
        if is_published_each_time:
            return Tried(world, home, publish_world(home, world, folder))
        return Tried(world, home, (publish(fill_home(home, world, folder / "files")),))

    return filled


@pytest.fixture(scope="module")
def tried(fill: Callable[..., Tried]) -> Tried:
    return fill(1, is_published_each_time=True)


def _content(edition: Path) -> dict[str, str]:
    files = (path for path in edition.resolve().rglob("*") if path.is_file())
    return {str(path.relative_to(edition.resolve())): _read_text(path) for path in files}


def _read_text(path: Path) -> str:
    """The text of a file without moments; of the claims, their rows."""
    text = str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text("utf-8")
    if path.name == "edition.json":
        # the claims hold moments, which Parquet compresses to more or fewer bytes
        text = re.sub(r'"bytes": [0-9]+', "", text)
    return TIMES.sub("", text)


def test_two_homes_that_differ_in_hidden_numbers_alone_give_the_same_edition(
    tried: Tried, fill: Callable[..., Tried]
) -> None:
    other = fill(2)
    changed = [cell for cell, figure in tried.world.now.items() if figure != other.world.now[cell]]
    assert len(changed) >= 200
    first, second = _content(tried.edition), _content(other.edition)
    assert sorted(first) == sorted(second)
    assert not [name for name in first if first[name] != second[name]]


def test_no_hidden_figure_can_be_solved(tried: Tried) -> None:
    actual = recover(tried.world, tried.editions)
    assert actual.hidden >= 200
    assert (actual.exact, actual.within_one) == ((), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OF_ONE_SERIES", ()),
        ("OBSERVATION", "select * from warehouse.core.observation"),
    ],
)
def test_the_solver_finds_what_a_leaking_exit_gives_away(
    tried: Tried, monkeypatch: pytest.MonkeyPatch, name: str, value: object
) -> None:
    """Limits from all months, and no suppression of totals: the solver must be able to fail."""
    if name == "OBSERVATION":
        leaks = (
            "select * from warehouse.core.observation anti join disclosure.small using (measure, organisation, month)"
        )
        monkeypatch.setattr(exit_, "OBSERVATION", leaks)
    else:
        spread_out = {table: f"select * from warehouse.{table}" for table in (*OF_ONE_SERIES, "mart.chart")}
        closed = exit_._views_without_hidden
        monkeypatch.setattr(exit_, "_views_without_hidden", lambda con: closed(con) | spread_out)
    actual = recover(tried.world, (*tried.editions[:-1], publish(tried.home)))
    assert actual.exact


def test_a_hidden_month_is_nowhere_on_a_page(tried: Tried) -> None:
    """Neither in the table nor in the chart, nor as a limit; and it is said to be hidden."""
    shown = {row.cell for rows in series_rows(tried.edition) for row in rows}
    looked_at = 0
    for code in tried.world.members:
        for card in cards(tried.edition, code, "provider"):
            cells = [cell for cell in tried.world.now if cell[:2] == (card.measure, code)]
            months = [cell[2] for cell in cells if cell in shown]
            hidden = [cell for cell in cells if cell not in shown]
            assert sorted(card.table) == sorted(months)
            assert card.points in (0, len(months))
            if hidden:
                looked_at += 1
                assert not card.has_lines
                assert "hidden: small numbers" in card.text
                assert "Last reported" not in card.text
                assert len(hidden) in numbers_in(card.text)
    assert looked_at > 20
