"""A layer of peers that is drawn or described wrongly is caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checks.storage.home import Home
from reports.charts import peer_layer
from reports.components import series_claims
from reports.data.disclosure import connect_published
from reports.data.peer_levels import PeerLevels
from reports.pages.site import EditionSite
from reports.text import peer_sentences
from reports.verification.verify import EditionCheck
from tests.reports.verification.rendered_pages import Pages

LINES, LINE = peer_layer.peer_lines, peer_layer._draw_line
SENTENCE, KEY, CLAIM = peer_sentences.levels_sentence, peer_sentences.levels_key, series_claims.claim_peer_levels
FEW = 3


@pytest.fixture(scope="module")
def pages(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """Pages with a layer: the home of these tests has eight trusts."""
    with pytest.MonkeyPatch.context() as patch, connect_published(built.warehouse) as con:
        patch.setattr("reports.data.peer_levels.FEWEST_PEERS", FEW)
        patch.setattr("reports.verification.peer_tenths.ENOUGH", FEW)
        site = EditionSite(con, tmp_path_factory.mktemp("pages"), None, "3 November 2026, 10:00 UTC")
        yield Pages(con, site, EditionCheck(con))


def test_pages_with_a_layer_say_nothing_false(pages: Pages, tmp_path: Path) -> None:
    report = pages.check_providers(tmp_path)
    assert report.falsehoods == []
    assert report.claims["peer levels"] > 2
    page = next(path.read_text() for path in sorted((tmp_path / "provider").glob("*.html")))
    assert all(f'class="{css}"' in page for css in ("pb", "pm", "pe", "k pb", "k pe"))


def _of_levels(**change: Any) -> Any:
    def draw(peers: PeerLevels, *rest: Any) -> str:
        levels = (
            level._replace(**{name: getattr(level, other) for name, other in change.items()}) for level in peers.levels
        )
        return LINES(replace(peers, levels=tuple(levels)), *rest)

    return draw


def _a_month_late(peers: PeerLevels, *rest: Any) -> str:
    months = [level.month for level in peers.levels]
    moved = (level._replace(month=later) for level, later in zip(peers.levels, months[1:], strict=False))
    return LINES(replace(peers, levels=tuple(moved)), *rest)


def _of_newest(write: Callable[..., str], **change: str) -> Callable[..., str]:
    def write_changed(series: Any, peers: PeerLevels) -> str:
        values = {name: getattr(peers.newest, other) for name, other in change.items()}
        return write(series, replace(peers, newest=peers.newest._replace(**values)))

    return write_changed


def _with_a_peer_more(write: Any) -> Any:
    return lambda series, peers: write(series, replace(peers, peers=peers.peers + 1))


MUTANTS: dict[str, tuple[str, Any, str]] = {
    "the band begins at the median": ("reports.charts.control.peer_lines", _of_levels(low="median"), "dots"),
    "the median is England": ("reports.charts.control.peer_lines", _of_levels(median="england"), "dots"),
    "England is the median": ("reports.charts.control.peer_lines", _of_levels(england="median"), "dots"),
    "the layer lies a month late": ("reports.charts.control.peer_lines", _a_month_late, "dots"),
    "the layer is left out": ("reports.charts.control.peer_lines", lambda *_: "", "dots"),
    "the band is left out": ("reports.charts.peer_layer._draw_band", lambda *_: "", "dots"),
    "lines are left out": ("reports.charts.peer_layer._draw_line", lambda *_: "", "dots"),
    "lines lie lower": (
        "reports.charts.peer_layer._draw_line",
        lambda line, scale, width: LINE(
            [(at, None if value is None else value * 0.99) for at, value in line], scale, width
        ),
        "dots",
    ),
    "the sentence has England's figure as the median": (
        "reports.text.peer_sentences.levels_sentence",
        _of_newest(SENTENCE, median="england"),
        "peer levels",
    ),
    "the sentence has the median as England's figure": (
        "reports.text.peer_sentences.levels_sentence",
        _of_newest(SENTENCE, england="median"),
        "peer levels",
    ),
    "the sentence has another range": (
        "reports.text.peer_sentences.levels_sentence",
        _of_newest(SENTENCE, high="median"),
        "peer levels",
    ),
    "the sentence counts a peer more": (
        "reports.text.peer_sentences.levels_sentence",
        _with_a_peer_more(SENTENCE),
        "peer levels",
    ),
    "the key counts a peer more": ("reports.text.peer_sentences.levels_key", _with_a_peer_more(KEY), "peer levels"),
    "the key names other peers": (
        "reports.text.peer_sentences.peer_words",
        lambda *_: "regions",
        "peer levels",
    ),
    "the claim itself is of other levels": (
        "reports.components.series_claims.claim_peer_levels",
        lambda series, peers: CLAIM(series, replace(peers, newest=peers.newest._replace(low=0.5))),
        "peer levels",
    ),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_layer_is_caught(mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, broken, kind = MUTANTS[mutant]
    monkeypatch.setattr(target, broken)
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert [falsehood.sentence() for falsehood in falsehoods if falsehood.claim.startswith(kind)]


def test_a_layer_where_there_are_too_few_peers_is_caught(
    pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.verification.peer_tenths.ENOUGH", 20)
    falsehoods = pages.check_providers(tmp_path).falsehoods
    assert {falsehood.claim.split()[0] for falsehood in falsehoods} >= {"dots", "peer"}
