"""Files of a register that are older than one that was accepted before: they are reported, but replace nothing.

A file of the Organisation Data Service has no date of its own, but an opening or a closure is registered when it
happens, so the newest of these days shows how up to date a file is. The staging tables put the loads into that order
(`transforms/staging/registers.py`); this warning tells the sender.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb

from checks.contracts.contract import Extract, RegisterAge, Severity
from checks.contracts.problems import Reason
from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.lake import is_whole_parquet, path_of_load
from checks.storage.ledger import Load
from checks.storage.withdrawals import read_withdrawn_ids

WARNINGS = frozenset({"older_register"})


def check_register_age(con: duckdb.DuckDBPyConnection, home: Home, extract: Extract, load: Load) -> Iterator[Reason]:
    """Give a warning if the view `data` is of an older file than one of its sort that is accepted already."""
    age = extract.register_age
    if age is None:
        return
    file, newest_day = _read_age(con, age, "data")
    if file is None or newest_day is None:
        return
    known = [(other_day, other) for other, other_day in _iterate_ages(con, home, load, age, file) if other_day]
    later_day, later = max(known, key=lambda pair: (pair[0], pair[1].load_id), default=(newest_day, None))
    if later is None or later_day <= newest_day:
        return
    message = (
        f"the newest date in it is {_format_day(newest_day)}, and {later.file_name}, accepted before, goes to "
        f"{_format_day(later_day)}: what that file says about an organisation still counts"
    )
    advice = f"nothing needs doing if it is older; if it is the right one, `holdgain withdraw {later.load_id}`"
    yield Reason("older_register", message, advice, Severity.WARNING.value)


def _iterate_ages(
    con: duckdb.DuckDBPyConnection, home: Home, load: Load, age: RegisterAge, file: str
) -> Iterator[tuple[Load, date | None]]:
    withdrawn = read_withdrawn_ids(home)
    for other in ledger.read_loads(home):
        path = path_of_load(home, other)
        is_counted = other.kind == load.kind and other.status == "accepted" and other.load_id not in withdrawn
        if is_counted and other.load_id < load.load_id and is_whole_parquet(path):
            place = str(path).replace("'", "''")
            other_file, day = _read_age(con, age, f"read_parquet('{place}')")
            if other_file == file:
                yield other, day


def _read_age(con: duckdb.DuckDBPyConnection, age: RegisterAge, source: str) -> tuple[str | None, date | None]:
    row = con.execute(f"select mode({age.file}), max({age.newest_day}) from {source}").fetchone()
    return (row[0], row[1]) if row else (None, None)


def _format_day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
