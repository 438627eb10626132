"""Earlier names and codes of organisations, by which readers look for the one that took over."""

from __future__ import annotations

from collections import defaultdict

import duckdb

from reports.proper_names import proper_name

OLD_NAMES_SQL = """
    with recursive later as (
        select predecessor, successor from core.succession
        union
        -- a successor of a successor; a circle in a register ends, because rows are not repeated
        select later.predecessor, succession.successor
        from later join core.succession as succession on succession.predecessor = later.successor
    )
    select later.successor, later.predecessor, organisation.name
    from later left join core.organisation as organisation on organisation.organisation = later.predecessor
    where later.successor <> later.predecessor
    order by later.successor, later.predecessor
"""


def read_old_names(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The names and codes of all that an organisation took over from, directly or by way of another."""
    names: dict[str, list[str]] = defaultdict(list)
    for successor, code, name in con.execute(OLD_NAMES_SQL).fetchall():
        names[successor].append(f"{proper_name(name, code)} {code}" if name else code)
    return {code: " ".join(words) for code, words in names.items()}
