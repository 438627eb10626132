"""A warehouse with only the tables that disclosure control reads, and what it hides among made-up figures."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from reports.data.disclosure import DisclosureRule
from reports.data.disclosure.hidden import find_hidden

UNITS = {"falls": "count", "harm": "count", "no_harm": "count", "rate": "rate", "passed": "share", "failed": "share"}
UNITS |= {"missed": "share", "stay": "days", "attendances": "count", "since_april": "count", "quarter": "count"}
UNITS |= {"majors": "count", "minors": "count"}
UNITS |= {f"part_{number}": "count" for number in range(1, 5)}
PUBLISHED = ("attendances", "majors", "minors")
SCHEMA = """
    create schema warehouse.core; create schema warehouse.mart;
    create table warehouse.core.extract (kind varchar, is_published_statistics boolean);
    insert into warehouse.core.extract values ('measures', false), ('ae', true);
    create table warehouse.core.measure (measure varchar, unit varchar, kind varchar);
    create table warehouse.core.observation (
        measure varchar, organisation varchar, month date, numerator double, denominator double, value double
    );
    create table warehouse.core.disclosure_figure (
        measure varchar, organisation varchar, month date, load_id varchar, unit varchar,
        numerator double, denominator double
    );
    create table warehouse.core.disclosure_part (part varchar, total varchar, from_month date, known_from varchar);
    insert into warehouse.core.disclosure_part values
        ('RAA', 'QAA', null, ''), ('RAB', 'QAA', null, ''), ('RAC', 'QAC', null, ''), ('QAA', 'Y01', null, ''),
        ('QAC', 'Y01', null, ''), ('RAD', 'RAC', '2025-02-01', '');
    insert into warehouse.core.disclosure_part
        select unnest(['RAA', 'RAB', 'RAC', 'RAD', 'QAA', 'QAC', 'Y01']), 'ENGLAND', null, '';
    create table warehouse.core.practice (practice varchar, measure varchar);
    insert into warehouse.core.practice values ('OURS', 'falls'), ('OTHER', 'stay');
"""
FIELDS = pa.schema(
    {
        **dict.fromkeys(("measure", "organisation", "month"), pa.string()),
        **dict.fromkeys(("numerator", "denominator"), pa.float64()),
        "unit": pa.string(),
    }
)
Figure = tuple[str, str, int, float, float | None]


def _date_month(month: int) -> str:
    """Months are counted from January 2025."""
    return f"{2025 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-01"


def send(con: duckdb.DuckDBPyConnection, figure: Figure, load_id: str, unit: str = "") -> None:
    """Record a value that a load sent."""
    measure, organisation, month, top, bottom = figure
    row = [measure, organisation, _date_month(month), load_id, unit or UNITS[measure], top, bottom]
    con.execute("insert into warehouse.core.disclosure_figure values (?, ?, ?, ?, ?, ?, ?)", row)


def send_all(con: duckdb.DuckDBPyConnection, figures: Iterable[Figure], load_id: str) -> None:
    """Record the values of one load, all at once: row by row took longer than what is tested."""
    con.register("figure_in", _make_table(figure for figure in figures if figure[0] not in PUBLISHED))
    con.execute(
        "insert into warehouse.core.disclosure_figure by name "
        "select * replace (month::date as month), ? as load_id from figure_in",
        [load_id],
    )
    con.unregister("figure_in")


def _observe(con: duckdb.DuckDBPyConnection, figures: Iterable[Figure]) -> None:
    """Record the present values."""
    con.register("figure_in", _make_table(figures))
    con.execute(
        "insert into warehouse.core.observation by name select * exclude (unit) "
        "replace (month::date as month), numerator / coalesce(denominator, 1) as value from figure_in"
    )
    con.unregister("figure_in")


def _make_table(figures: Iterable[Figure]) -> pa.Table:
    rows = [
        (measure, code, _date_month(month), top, bottom, UNITS[measure])
        for measure, code, month, top, bottom in figures
    ]
    return pa.Table.from_pylist([dict(zip(FIELDS.names, row, strict=True)) for row in rows], FIELDS)


def hide(
    con: duckdb.DuckDBPyConnection, figures: Iterable[Figure], rule: DisclosureRule | None = None, load_id: str = "9"
) -> set[str]:
    """Which of the figures are hidden, each as 'measure organisation month'."""
    every = list(figures)
    _observe(con, every)
    send_all(con, every, load_id)
    find_hidden(con, rule or DisclosureRule())
    number = "datediff('month', date '2024-12-01', month)"
    actual = con.execute(f"select measure, organisation, {number} from disclosure.hidden_now").fetchall()
    return {" ".join(map(str, row)) for row in actual}
