"""A warehouse with only the tables that disclosure control reads, and what it hides among made-up figures."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

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
Figure = tuple[str, str, int, float, float | None]


def _date_month(month: int) -> str:
    """Months are counted from January 2025."""
    return f"{2025 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-01"


def send(con: duckdb.DuckDBPyConnection, figure: Figure, load_id: str, unit: str = "") -> None:
    """Record a value that a load sent."""
    measure, organisation, month, top, bottom = figure
    row = [measure, organisation, _date_month(month), load_id, unit or UNITS[measure], top, bottom]
    con.execute("insert into warehouse.core.disclosure_figure values (?, ?, ?, ?, ?, ?, ?)", row)


def hide(
    con: duckdb.DuckDBPyConnection, figures: Iterable[Figure], rule: DisclosureRule | None = None, load_id: str = "9"
) -> set[str]:
    """Which of the figures are hidden, each as 'measure organisation month'."""
    for measure, organisation, month, top, bottom in figures:
        value = top if bottom is None else top / bottom
        row = [measure, organisation, _date_month(month), top, bottom, value]
        con.execute("insert into warehouse.core.observation values (?, ?, ?, ?, ?, ?)", row)
        if measure not in PUBLISHED:
            send(con, (measure, organisation, month, top, bottom), load_id)
    find_hidden(con, rule or DisclosureRule())
    number = "datediff('month', date '2024-12-01', month)"
    actual = con.execute(f"select measure, organisation, {number} from disclosure.hidden_now").fetchall()
    return {" ".join(map(str, row)) for row in actual}
