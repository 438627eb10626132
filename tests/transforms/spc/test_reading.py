"""The reading aid: where its phases begin, why, and which of them are coloured; the official chart stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pytest

from tests.transforms.spc.charts import Row, month, warehouse
from transforms.model_graph import read_models
from transforms.spc.level_changes import POINTS_PER_PHASE, find_level_changes
from transforms.spc.reading import READING_TABLES

WAVES = [50.0, 53, 49, 52, 48, 51, 50.5, 52, 49, 51, 50, 53, 48]
"""Thirteen months on one level: as many as a phase has at least."""
SHOCK = f"insert into core.shock values ('{month(13)}', '{month(25)}', 'A storm');"
ADOPTION = (
    "insert into core.practice values ('p', 'Same day care', 'm');"
    "insert into core.adoption values ('p', 'R0', '{first}', '{last}');"
)
PHASES = "select first_month, cause, refusal from mart.reading_phase where organisation = 'R0' order by phase"
OTHER = [("m", "R1", month(place), None, None, 50.0 + place % 3) for place in range(80)]
"""A series that goes on to month 79, so that a shorter one has ended."""


def read(values: Sequence[float], **more: Any) -> duckdb.DuckDBPyConnection:
    rows: list[Row] = [("m", "R0", month(place), None, None, value) for place, value in enumerate(values)]
    return warehouse([("m", "share", more.pop("direction", "increase"), "xmr")], rows + more.pop("others", []), **more)


def list_phases(values: Sequence[float], **more: Any) -> list[tuple[Any, ...]]:
    return read(values, **more).execute(PHASES).fetchall()


def raised(by: float, times: int = 1) -> list[float]:
    return [value + by for value in WAVES * times]


def test_a_series_on_one_level_reads_as_the_official_chart_does() -> None:
    con = read(WAVES * 4)
    assert con.execute(PHASES).fetchall() == [(month(0), None, None)]
    for official, reading in READING_TABLES.items():
        assert con.execute(f"from {official} except from {reading}").fetchall() == []
        assert con.execute(f"from {reading} except from {official}").fetchall() == []


def test_the_official_chart_knows_nothing_of_the_phases_of_the_reading() -> None:
    values = [*raised(0), *raised(20), *raised(9, 2)]
    plain, with_facts = read(values), read(values, facts=SHOCK + ADOPTION.format(first=month(30), last=month(30)))
    for table in ("mart.spc", "mart.spc_summary"):
        assert with_facts.execute(f"from {table}").fetchall() == plain.execute(f"from {table}").fetchall()
    assert len(with_facts.execute(PHASES).fetchall()) > 1


def test_a_shock_has_a_phase_and_so_has_what_comes_after_it() -> None:
    assert list_phases([*WAVES, *WAVES, *WAVES], facts=SHOCK) == [
        (month(0), None, None),
        (month(13), "shock", None),
        (month(26), "shock_over", None),
    ]


def test_a_first_stretch_that_is_short_has_no_limits() -> None:
    assert list_phases([*WAVES[2:], *WAVES, *WAVES], facts=SHOCK.replace(str(month(13)), str(month(11)))) == [
        (month(0), None, "trial"),
        (month(11), "shock", None),
    ]


@pytest.mark.parametrize(("months_after", "begins"), [(12, False), (13, True)])
def test_a_recent_fact_waits_until_limits_can_be_drawn(months_after: int, begins: bool) -> None:
    values = [*WAVES, *WAVES, *raised(15)[:months_after]]
    phases = list_phases(values, facts=ADOPTION.format(first=month(26), last=month(26)))
    assert ((month(26), "adoption", None) in phases) == begins


def test_a_fresh_signal_keeps_its_colour_until_the_level_has_lasted() -> None:
    values = [*WAVES, *WAVES, *raised(6)[:8]]
    con = read(values)
    assert con.execute(PHASES).fetchall() == [(month(0), None, None)]
    rules = con.execute("select rule from mart.spc_reading order by month desc limit 8").fetchall()
    assert None not in {rule for (rule,) in rules}


def test_a_new_level_of_thirteen_months_is_a_phase_with_its_evidence() -> None:
    con = read([*WAVES, *raised(10)])
    assert con.execute(PHASES).fetchall() == [(month(0), None, None), (month(13), "new_level", None)]
    [(run, points, mean, before, mean_before)] = con.execute(
        "select run_points, points, mean, points_before, mean_before from core.reading_phase"
    ).fetchall()
    assert (run, points, before) == (13, 13, 13)
    assert mean - mean_before == pytest.approx(10)


def test_twelve_months_are_not_yet_a_level() -> None:
    assert len(list_phases([*WAVES, *raised(10)[:12]])) == 1


def test_the_nearer_of_two_facts_gives_way_to_the_one_before_it_in_the_order() -> None:
    facts = SHOCK + ADOPTION.format(first=month(20), last=month(20))
    assert [cause for _, cause, _ in list_phases(WAVES * 4, facts=facts)] == [None, "shock", "shock_over"]


def test_mergers_and_returns_are_facts() -> None:
    merger = (
        f"insert into core.merger values ('R8', 'R0', '{month(15)}', 'whole'), ('R9', 'R0', '{month(40)}', 'circle');"
    )
    assert [row[:2] for row in list_phases(WAVES * 3, facts=merger)] == [(month(0), None), (month(15), "merger")]
    back = [("m", "R7", month(place), None, None, 50.0 + place % 3) for place in range(20, 39)]
    returned = (
        f"insert into core.exclusion values ('m', 'R7', '{month(19)}', 'Counted otherwise');"
        f"insert into core.placement values ('R7', '{month(20)}', 'R0');"
    )
    assert [row[:2] for row in list_phases(WAVES * 3, facts=returned, others=back)] == [
        (month(0), None),
        (month(20), "definition"),
    ]


def test_an_approved_month_always_begins_a_phase() -> None:
    con = read(WAVES * 2, rebases=[("m", "R0", month(20), "approved")])
    assert con.execute(PHASES).fetchall() == [(month(0), None, None), (month(20), "approved", "trial")]
    assert con.execute("select phases from mart.spc_summary").fetchall() == [(2,)]


@pytest.mark.parametrize("refused", [13, 15])
def test_a_refused_level_is_neither_drawn_nor_proposed_again_beside_it(refused: int) -> None:
    con = read([*WAVES, *raised(10, 2)], rebases=[("m", "R0", month(refused), "declined")])
    assert len(con.execute(PHASES).fetchall()) == 1
    assert con.execute("select state from mart.rebase_proposal").fetchall() == [("declined",)]


def test_a_later_level_is_compared_with_the_values_since_the_refused_one() -> None:
    values = [*WAVES, *raised(10, 2), *raised(25)]
    assert [row[0] for row in list_phases(values, rebases=[("m", "R0", month(13), "declined")])] == [
        month(0),
        month(39),
    ]


def test_a_refused_fact_begins_nothing() -> None:
    phases = list_phases(WAVES * 3, facts=SHOCK, rebases=[("m", "R0", month(13), "declined")])
    assert [cause for _, cause, _ in phases] == [None, "shock_over"]


def test_a_level_of_long_ago_is_a_phase_but_no_proposal() -> None:
    con = read([*WAVES, *raised(10), *WAVES], facts=SHOCK)
    assert {cause for _, cause, _ in con.execute(PHASES).fetchall()} == {None, "shock", "shock_over"}
    assert con.execute("from mart.rebase_proposal").fetchall() == []


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        (WAVES * 2, "old"),
        ([50.0 + place % 3 for place in range(80)], None),
        # a slow fall and rise: never thirteen months on one side of what came before, and never on one level
        ([50 + 6 * float(np.sin(place * np.pi / 8 + 0.1)) for place in range(80)], "not_stable"),
    ],
)
def test_the_newest_phase_is_grey_unless_it_is_current_and_of_one_level(
    values: list[float], refusal: str | None
) -> None:
    phases = list_phases(values, others=OTHER)
    assert phases[-1][2] == refusal


def slow_changes(values: Sequence[float], points: int) -> list[int]:
    """The rule again, value by value."""
    start, places = 0, []
    while True:
        best: tuple[float, int] | None = None
        for place in range(start + points, len(values) - points + 1):
            before, window = values[start:place], values[place : place + points]
            mean = sum(before) / len(before)
            if not (all(value > mean for value in window) or all(value < mean for value in window)):
                if best:
                    break
                continue
            score = len(before) * points / (len(before) + points) * (sum(window) / points - mean) ** 2
            best = max(best or (-1.0, 0), (score, place), key=lambda pair: pair[0])
        if best is None:
            return places
        start = best[1]
        places.append(start)


def test_all_stretches_at_once_agree_with_one_value_at_a_time() -> None:
    chance = np.random.default_rng(2026)
    stretches = [
        chance.normal(size=int(length)) + np.repeat(chance.normal(scale=1.5, size=8), 15)[: int(length)]
        for length in chance.integers(1, 120, size=200)
    ]
    changes = find_level_changes(stretches)
    assert [[change.place for change in some] for some in changes] == [
        slow_changes(list(values), POINTS_PER_PHASE) for values in stretches
    ]
    assert sum(map(len, changes)) > 100


def test_the_models_of_the_reading_read_its_tables_alone() -> None:
    reads = {model.table: model.reads for model in read_models()}
    models = set(READING_TABLES.values()) - {READING_TABLES["core.spc_option"]}
    assert not {table for model in models for table in reads[model]} & READING_TABLES.keys()
