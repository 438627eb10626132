"""Digests of the rows of tables, one for each partition, by which a build finds what has changed.

A digest is the number of rows, and the sum and the exclusive or of their 64-bit hashes: it does not depend on their
order. Two different sets of rows have the same one by chance about once in 10 to the power of 19 comparisons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import duckdb

from transforms.increments.partition_columns import KindNumbers, write_group

Digests = dict[str, str]
"""By kind; a table without a partition column has one, under the empty text."""


def digest_table(
    con: duckdb.DuckDBPyConnection,
    table: str,
    column: str | None,
    kind_numbers: KindNumbers,
    kinds: Collection[str] | None = None,
    columns: Collection[str] = (),
) -> Digests:
    """Digest the partitions of a table, or only those of the kinds; with `columns`, only these columns count."""
    hashed = ", ".join(sorted(columns)) or "*columns(*)"
    where = f"where {kind_numbers.write_condition(column, kinds)}" if column and kinds is not None else ""
    rows = con.execute(
        f"""
        select part, count(*), sum(mark::hugeint), bit_xor(mark)
        from (select {write_group(column)} as part, hash({hashed}) as mark from {table} {where})
        group by part
        """
    ).fetchall()
    parts: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for value, *marks in rows:
        parts[kind_numbers.kind_of(column, value) if column else ""].append(tuple(marks))
    return {kind: _combine_marks(marks) for kind, marks in parts.items()}


def _combine_marks(marks: list[tuple[int, int, int]]) -> str:
    count, total, mixed = 0, 0, 0
    for part_count, part_total, part_mixed in marks:
        count, total, mixed = count + part_count, total + part_total, mixed ^ part_mixed
    return f"{count}-{total:x}-{mixed:x}"
