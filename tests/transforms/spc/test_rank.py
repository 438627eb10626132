"""Ranks with their uncertainty against a simulation, peers of one kind, and the best year of one's own."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import mean

import pytest

from tests.transforms.spc.charts import month
from tests.transforms.spc.test_funnel import warehouse
from transforms.spc.any_series import create_models

PEERS, MONTHS, DRAWS = 40, 30, 3000
Observed = list[tuple[str, str, float | None, float | None, float]]


def observed(seed: int) -> Observed:
    """Organisations of their own levels, which waver by their own measure from month to month."""
    chance = random.Random(seed)
    actual: Observed = []
    for number in range(PEERS):
        level, wavers = chance.uniform(0.6, 0.8), chance.uniform(0.002, 0.03)
        for place in range(MONTHS):
            value = level + chance.gauss(0, wavers)
            actual.append((f"R{number:02}", str(month(place)), 1000 * value, 1000, value))
    return actual


def simulated(rows: Observed) -> dict[str, tuple[int, int]]:
    """The 5th and the 95th percentile of each rank when every value is drawn again; higher is better."""
    values: dict[str, dict[str, float]] = {}
    for organisation, day, _, _, value in rows:
        values.setdefault(organisation, {})[day] = value
    days = sorted({day for _, day, *_ in rows})
    middles = {day: mean(series[day] for series in values.values()) for day in days}
    wavers = {}
    for organisation, series in values.items():
        away = [series[day] - middles[day] for day in days[-25:]]
        wavers[organisation] = mean(abs(b - a) for a, b in pairwise(away[-25:])) / 1.128
    chance, ranks = random.Random(7), {organisation: [] for organisation in values}  # type: ignore[var-annotated]
    for _ in range(DRAWS):
        drawn = {name: chance.gauss(series[days[-1]], wavers[name]) for name, series in values.items()}
        for rank, name in enumerate(sorted(drawn, key=lambda name: -drawn[name]), start=1):
            ranks[name].append(rank)
    return {name: (sorted(some)[DRAWS // 20], sorted(some)[-DRAWS // 20]) for name, some in ranks.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_likely_ranks_are_those_of_a_simulation(seed: int) -> None:
    rows = observed(seed)
    con = warehouse("increase", rows)
    query = f"organisation, rank, rank_lower, rank_upper from mart.benchmark where month = '{month(MONTHS - 1)}'"
    actual = {name: answer for name, *answer in con.execute(f"select {query}").fetchall()}
    misses = []
    for name, (lower, upper) in simulated(rows).items():
        rank, rank_lower, rank_upper = actual[name]
        assert rank_lower <= rank <= rank_upper
        misses += [abs(rank_lower - lower), abs(rank_upper - upper)]
    # of forty places; the closed form takes the ranks for normal, which those of the first and the last are not
    assert max(misses) <= 3
    assert mean(misses) < 0.8


def test_what_does_not_waver_keeps_its_place() -> None:
    rows: Observed = [
        (f"R{number:02}", str(month(place)), number, 20, number / 20) for number in range(1, 16) for place in range(12)
    ]
    con = warehouse("decrease", rows)
    assert con.execute(
        f"select count(*) from mart.benchmark where rank_lower = rank and rank_upper = rank and month = '{month(11)}'"
    ).fetchone() == (15,)


def test_no_range_is_reported_from_a_few_months() -> None:
    con = warehouse("increase", [row for row in observed(3) if row[1] < str(month(5))])
    assert con.execute("select count(rank_lower) from mart.benchmark").fetchone() == (0,)


def test_the_own_best_is_a_year_and_no_lucky_month() -> None:
    counts = [(50 + place % 12, 100) for place in range(24)] + [(30, 1000) for _ in range(12)]
    counts[5] = (99, 100)
    rows: Observed = [("R01", str(month(place)), r, n, r / n) for place, (r, n) in enumerate(counts)]
    con = warehouse("increase", rows)
    years = [
        sum(r for r, _ in counts[place - 11 : place + 1]) / sum(n for _, n in counts[place - 11 : place + 1])
        for place in range(11, 36)
    ]
    actual = con.execute("select own_year, own_best, gap_to_own_best from mart.need order by month").fetchall()
    assert actual[:11] == [(None, None, None)] * 11
    for place, answer in enumerate(actual[11:]):
        best = max(years[: place + 1])
        assert answer == pytest.approx((years[place], best, best - years[place]))
    assert con.execute("select max(own_best) from mart.need").fetchone() == pytest.approx((max(years),))


def test_a_year_with_a_month_missing_is_none() -> None:
    rows: Observed = [("R01", str(month(place)), 5, 10, 0.5) for place in range(24) if place != 12]
    con = warehouse("increase", rows)
    assert con.execute("select count(own_year) from mart.need").fetchone() == (1,)


def test_a_contract_may_divide_trusts_by_what_they_report() -> None:
    rows: Observed = [(code, "2024-01-01", 5, 10, 0.5) for code in ("RAA", "RAB", "RAC", "NAA")]
    con = warehouse("increase", rows)
    con.execute("insert into core.measure select 'other', 'undivided', 'share', 'ALL', 'increase'")
    con.execute("insert into core.extract values ('undivided', null, null)")
    con.execute("insert into core.observation select 'other', * exclude (measure) from core.observation")
    con.execute("update core.extract set peer_measure = 'major', peer_label = 'beds' where kind = 'k'")
    con.execute("insert into core.observation values ('major', 'RAA', '2023-03-01', 5, 10, 0.5, 'ALL')")
    con.execute("insert into core.exclusion values ('major', 'RAC', '2023-01-01', '2024-02-01')")
    con.execute("drop table core.peer")
    create_models(con, ("core.peer",))
    assert con.execute("select organisation, peer_kind from core.peer where kind = 'k' order by all").fetchall() == [
        ("NAA", "other provider"),
        ("RAA", "trust with beds"),
        ("RAB", "trust without beds"),
        ("RAC", "trust with beds"),
    ]
    undivided = "select distinct peer_kind from core.peer where kind = 'undivided' order by all"
    assert con.execute(undivided).fetchall() == [("other provider",), ("trust",)]
