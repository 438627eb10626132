"""The levels of a trust's peers: which trusts and months count, against percentiles of NumPy."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pytest

from reports.data.peer_levels import FEWEST_PEERS, PeerLevels, read_peer_levels
from reports.verification.peer_tenths import read_tenths

MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))
TABLES = """
    create schema core;
    create schema mart;
    create table core.extract (kind varchar, is_published_statistics boolean);
    insert into core.extract values ('ae', true), ('local', false);
    create table core.measure (measure varchar, kind varchar, unit varchar, direction varchar);
    insert into core.measure values ('within', 'ae', 'share', 'increase'), ('weeks', 'ae', 'weeks', 'decrease'),
        ('count', 'ae', 'count', 'decrease'), ('neutral', 'ae', 'share', 'neutral'),
        ('own', 'local', 'share', 'increase');
    create table core.observation (measure varchar, organisation varchar, month date, value double);
    create table core.peer (kind varchar, organisation varchar, month date, peer_kind varchar);
    create view core.reported as select measure, organisation, month from core.observation;
    create view mart.benchmark as select observation.*, peer.peer_kind
    from core.observation join core.measure using (measure) join core.peer using (kind, organisation, month)
"""
Figures = dict[tuple[str, str, date], list[float]]


def make_warehouse(figures: Figures) -> duckdb.DuckDBPyConnection:
    """A warehouse with these figures by measure, kind of peers and month; each peer has a code of its own."""
    con = duckdb.connect()
    con.execute(TABLES)
    kind_of = dict(con.execute("select measure, kind from core.measure").fetchall())
    for (measure, peer_kind, month), values in figures.items():
        for at, value in enumerate(values):
            code = "ENGLAND" if peer_kind == "england" else f"{peer_kind}{at}"
            con.execute("insert into core.observation values (?, ?, ?, ?)", [measure, code, month, value])
            peer = [kind_of[measure], code, month, peer_kind]
            known = con.execute(
                "select 1 from core.peer where (kind, organisation, month, peer_kind) = (?, ?, ?, ?)", peer
            )
            if peer_kind != "england" and not known.fetchall():
                con.execute("insert into core.peer values (?, ?, ?, ?)", peer)
    return con


def draw_figures(count: int, seed: int = 1) -> list[float]:
    return [float(value) for value in np.random.default_rng(seed).beta(8, 3, count)]


@pytest.mark.parametrize("count", [20, 21, 29, 108])
@pytest.mark.parametrize("measure", ["within", "weeks"])
def test_deciles_are_those_of_numpy(count: int, measure: str) -> None:
    figures = {(measure, "trust", month): draw_figures(count, at) for at, month in enumerate(MONTHS)}
    with make_warehouse(figures) as con:
        [(key, actual)] = read_peer_levels(con).items()
        tenths = read_tenths(con)[key]
    assert key == (measure, "trust")
    assert actual.peers == count
    for level, (_, _, month) in zip(actual.levels, figures, strict=True):
        wanted = np.percentile(figures[measure, "trust", month], [10, 50, 90])
        assert level[1:4] == pytest.approx(wanted, abs=5.01e-5)
        assert tenths[month][1:] == pytest.approx(wanted), "the check counts with other code"
    assert actual.newest[1:4] == pytest.approx(wanted, rel=1e-12), "the newest month is exact"


def read_levels(figures: Figures) -> dict[tuple[str, str], PeerLevels]:
    with make_warehouse(figures) as con:
        return read_peer_levels(con)


@pytest.mark.parametrize(
    ("measure", "peer_kind", "count"),
    [
        ("within", "trust", FEWEST_PEERS - 1),
        ("within", "other provider", 40),
        ("within", "ICB", 40),
        ("count", "trust", 40),
        ("neutral", "trust", 40),
        ("own", "trust", 40),
    ],
    ids=["too few", "not trusts", "areas", "a count", "neither better nor worse", "a local measure"],
)
def test_there_is_no_layer(measure: str, peer_kind: str, count: int) -> None:
    assert read_levels({(measure, peer_kind, MONTHS[0]): draw_figures(count)}) == {}


def test_trusts_are_compared_with_their_own_kind() -> None:
    kinds = ("trust with type 1", "trust without type 1")
    levels = read_levels({("within", kind, MONTHS[0]): draw_figures(30, seed) for seed, kind in enumerate(kinds)})
    assert {kind for _, kind in levels} == set(kinds)
    assert len({some.newest.median for some in levels.values()}) == 2


def test_a_month_with_few_peers_has_no_deciles_and_england_all_the_same() -> None:
    figures = {
        ("within", "trust", month): draw_figures(count) for month, count in zip(MONTHS, (30, 5, 30), strict=True)
    }
    figures["within", "england", MONTHS[1]] = [0.712345678]
    [actual] = read_levels(figures).values()
    assert [level.median is None for level in actual.levels] == [False, True, False]
    assert [level.england for level in actual.levels] == [None, 0.7123, None]


def test_a_newest_month_without_peers_has_no_layer() -> None:
    figures = {("within", "trust", MONTHS[0]): draw_figures(30), ("within", "england", MONTHS[1]): [0.7]}
    assert read_levels(figures) == {}


def test_a_correction_far_from_a_decile_leaves_the_levels_as_they_are() -> None:
    values = draw_figures(100)
    corrected = [value if value < max(values) else value + 0.001 for value in values]
    figures = {("within", "trust", MONTHS[0]): values}
    assert read_levels(figures) == read_levels(dict.fromkeys(figures, corrected))
