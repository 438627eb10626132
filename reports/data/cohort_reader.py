"""Reads the cohorts of the local register, as organisations that are the sum of others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import duckdb

from reports.data.organisation_record import OrganisationRecord

COHORTS = """
    select 'cohort-' || cohort, title, organisation,
        {month} >= from_month and (to_month is null or {month} <= to_month) as is_in
    from core.cohort order by cohort, organisation, from_month
"""


def read_cohorts(con: duckdb.DuckDBPyConnection, month: date) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The title of each cohort by its code, and the cohorts that each organisation is in, in a month."""
    titles: dict[str, str] = {}
    cohorts: dict[str, list[str]] = defaultdict(list)
    for code, title, organisation, is_in in con.execute(COHORTS.format(month=f"date '{month}'")).fetchall():
        titles[code] = title
        if is_in:
            cohorts[organisation].append(code)
    return titles, {organisation: tuple(codes) for organisation, codes in cohorts.items()}


def make_cohort(code: str, title: str) -> OrganisationRecord:
    return OrganisationRecord(code, title, "cohort", None, None, None, None, None)
