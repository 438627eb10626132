"""Who is absent from which total: against counting in plain Python on months of every sort, and on real months."""

from __future__ import annotations

import csv
import datetime
import io
import math
from pathlib import Path

import pyarrow as pa
import pytest

from checks.admission import admit
from checks.storage import ledger
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from tests.checks import sheets
from tests.transforms.oracle_absence import TABLES, Absences, World, world
from tests.transforms.warehouse import build_tables, rows
from transforms.model_graph import MODELS_FOLDER

BUILT_TABLES = ("mart.incomplete_total", "core.absence")


def computed(given: World) -> tuple[Absences, dict[tuple[str, str, int], tuple[int, float, bool]]]:
    """What the product's own models make of it."""
    with open_duckdb() as con:
        con.execute("create schema staging; create schema core; create schema mart")
        for name, item in given.tables().items():
            con.execute(f"create table {name} ({TABLES[name]})")
            schema = con.execute(f"from {name}").to_arrow_table().schema
            con.register(
                "given", pa.Table.from_pylist([{**dict.fromkeys(schema.names), **row} for row in item], schema)
            )
            con.execute(f"insert into {name} from given")
            con.unregister("given")
        for name in ("core/absence_rule", "core/absence", "mart/incomplete_total"):
            con.execute(f"create table {name.replace('/', '.')} as {(MODELS_FOLDER / f'{name}.sql').read_text()}")
        actual = con.execute(
            "select measure, total, organisation, month, last_month, share, state, returned_month, last_figure "
            "from core.absence"
        ).fetchall()
        totals = con.execute(
            "select measure, total, month, organisations, share, is_flagged from mart.incomplete_total"
        ).fetchall()
    absences: Absences = {}
    for measure, total, name, month, last, share, state, back, figure in actual:
        assert (measure, total, name, _month_number(month)) not in absences
        assert figure == given.figures(measure, _month_number(last))[name]
        absences[measure, total, name, _month_number(month)] = (
            _month_number(last),
            share,
            state,
            back and _month_number(back),
        )
    return absences, {(measure, total, _month_number(month)): tuple(rest) for measure, total, month, *rest in totals}  # type: ignore[misc]


def _month_number(month: datetime.date) -> int:
    return (month.year - 2020) * 12 + month.month - 1


@pytest.mark.parametrize("seed", range(40))
def test_absences_are_those_counted_by_hand(seed: int) -> None:
    given = world(seed)
    wanted = given.absences()
    actual, totals = computed(given)
    assert actual == wanted
    together: dict[tuple[str, str, int], list[float]] = {}
    for (measure, total, _, month), (_, share, *_) in wanted.items():
        together.setdefault((measure, total, month), []).append(share)
    assert totals.keys() == together.keys()
    for key, shares in together.items():
        assert totals[key][0] == len(shares)
        assert math.isclose(totals[key][1], sum(shares), rel_tol=1e-12)
        assert totals[key][2] == (math.fsum(shares) >= 0.001)


def test_the_worlds_hold_every_sort_of_absence() -> None:
    states = [state for seed in range(40) for _, _, state, _ in world(seed).absences().values()]
    assert all(states.count(state) > 20 for state in ("returned", "awaited", "ended"))


def _flagged_months(path: Path, measure: str = "ae_attendances", total: str = "ENGLAND") -> dict[str, list[str]]:
    actual = rows(
        path,
        "select strftime(month, '%Y-%m'), list_sort(list(absence.organisation)) from mart.incomplete_total "
        "join core.absence as absence using (measure, total, month) "
        f"where is_flagged and measure = '{measure}' and total = '{total}' group by 1 order by 1",
    )
    return dict(actual)


def test_it_follows_the_vintages_the_registers_and_the_moment(home: Home, tmp_path: Path) -> None:
    def month(which: str, *without: int) -> None:
        remaining = [row for at, row in enumerate(sheets.ae_rows(6, which)) if at not in without]
        [verdict] = admit(home, [sheets.ae(remaining, which).write(tmp_path, f"{which}-{without}.csv")])
        assert verdict.status == "accepted"

    month("2025-05")
    month("2025-06", 2, 4)
    assert _flagged_months(build_tables(home, BUILT_TABLES)) == {"2025-06": ["RAC", "RAE"]}
    moment = datetime.datetime.fromisoformat(max(load.received_at for load in ledger.read_loads(home)))
    month("2025-06", 4)
    assert _flagged_months(build_tables(home, BUILT_TABLES)) == {"2025-06": ["RAE"]}
    month("2025-07", 4)
    assert _flagged_months(build_tables(home, BUILT_TABLES)) == {"2025-06": ["RAE"], "2025-07": ["RAE"]}
    [(region,)] = rows(home.warehouse, "select region from core.organisation where organisation = 'RAE'")
    assert _flagged_months(home.warehouse, total=region) == {}, (
        "nobody else lies there: there is no total to be without it"
    )
    admit(home, [sheets.successions(("RAE", "RAA", "2025-06")).write(tmp_path, "successions.csv")])
    assert _flagged_months(build_tables(home, BUILT_TABLES)) == {}
    assert _flagged_months(build_tables(home, BUILT_TABLES, as_known_at=moment)) == {"2025-06": ["RAC", "RAE"]}


SUMMER = (
    "June-2022-revised-110523-ccc333.csv",
    "July-2022-revised-110523-ddd444.csv",
    "August-2022-revised-110523-eee555.csv",
    "September-2022-revised-110523-fff666.csv",
    "October-2022-revised-110523-ggg777.csv",
)
NEWEST, BEFORE, BIG = "February-2026-CSV-Dl8t54.csv", "January-2026-CSV-S6H81b.csv", "R0A"


def test_the_summer_of_2022_was_published_without_four_providers(shared: Path, home: Home) -> None:
    admit(home, [shared / "data" / "ae" / name for name in SUMMER])
    path = build_tables(home, BUILT_TABLES)
    assert _flagged_months(path) == {"2022-08": ["AD913", "NNJ", "RNU", "RWX"], "2022-09": ["RNU"]}
    [(last, share, state, back)] = rows(
        path,
        "select last_figure, share, state, returned_month from core.absence where organisation = 'RNU' "
        "and total = 'ENGLAND' and measure = 'ae_attendances' and month = date '2022-09-01'",
    )
    whole = rows(
        path,
        "select value from core.observation where organisation = 'ENGLAND' and measure = 'ae_attendances' "
        "order by month",
    )[1][0]
    assert (last, state, back) == (3461, "returned", datetime.date(2022, 10, 1))
    assert share == 3461 / whole


def without(text: str, code: str) -> str:
    """The published file without one provider, in its rows and in its total."""
    header, *lines = csv.reader(io.StringIO(text))
    [gone] = [line for line in lines if line[1] == code]
    remaining = []
    for line in lines:
        if line[1] == "TOTAL":
            line[4:] = [str(int(all_) - int(own)) for all_, own in zip(line[4:], gone[4:], strict=True)]
        if line is not gone:
            remaining.append(line)
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([header, *remaining])
    return written.getvalue()


def test_a_large_trust_missing_from_the_newest_month_is_flagged(shared: Path, home: Home, tmp_path: Path) -> None:
    folder = shared / "data" / "ae"
    admit(home, [folder / BEFORE, folder / NEWEST])
    assert _flagged_months(build_tables(home, BUILT_TABLES)) == {}
    (tmp_path / NEWEST).write_text(without((folder / NEWEST).read_text(encoding="utf-8-sig"), BIG), encoding="utf-8")
    [verdict] = admit(home, [tmp_path / NEWEST])
    assert verdict.status == "accepted"
    path = build_tables(home, BUILT_TABLES)
    for measure in ("ae_attendances", "ae_within_4h", "ae_within_4h_type1", "ae_12h_dta_waits"):
        for total in ("ENGLAND", "Y62"):
            assert _flagged_months(path, measure, total) == {"2026-02": [BIG]}
