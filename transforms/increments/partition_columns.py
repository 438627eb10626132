"""How tables are divided into partitions, one for each kind of extract, and the SQL that selects some of them.

A model's YAML says whether it is built by kind (`built: by kind`), and which column of its table shows the kind
(`partition_column`): the kind itself, a measure, or a series.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from checks.storage.sql_text import quote_sql_text

NO_KIND = ""
"""The partition of rows whose measure no contract and no local definition has."""
KIND_COLUMNS = ("kind", "source_kind")
SERIES_PER_KIND = 10_000_000
"""The series of a kind are numbered from its own multiple of this (`core.spc_option`). RTT with every specialty has 60
thousand; 214 kinds fit into an integer."""
STAGING_COLUMNS = {
    "staging.observation": "source_kind",
    "staging.service_observation": "source_kind",
    "staging.member": "source_kind",
    "staging.band": "source_kind",
    "staging.named_area": "source_kind",
}
"""The staging tables with figures of several kinds. The others are small, and count as a whole."""


@dataclass(frozen=True)
class KindNumbers:
    """The kind of each measure, and of each range of series numbers."""

    kinds_by_measure: Mapping[str, str]
    kinds_by_number: Mapping[int, str]

    def kind_of(self, column: str, value: object) -> str:
        """The partition of a row by the value that `write_group` gives."""
        if column in KIND_COLUMNS:
            return str(value or NO_KIND)
        if column == "series":
            return self.kinds_by_number[int(str(value))]
        return self.kinds_by_measure.get(str(value), NO_KIND)

    def write_condition(self, column: str, kinds: Collection[str]) -> str:
        """SQL: whether a row is in one of the partitions."""
        if column in KIND_COLUMNS:
            return f"coalesce({column}, '') in ({_quote_texts(kinds)})"
        if column == "series":
            numbers = [number for number, kind in self.kinds_by_number.items() if kind in kinds]
            ranges = [
                f"series between {low * SERIES_PER_KIND} and {(low + 1) * SERIES_PER_KIND - 1}" for low in numbers
            ]
            return f"({' or '.join(ranges) or 'false'})"
        measures = [measure for measure, kind in self.kinds_by_measure.items() if kind in kinds]
        known = f"{column} in ({_quote_texts(measures)})"
        if NO_KIND not in kinds:
            return known
        return f"({known} or coalesce({column} not in ({_quote_texts(self.kinds_by_measure)}), true))"


def write_group(column: str | None) -> str:
    """SQL: the value by which a table's rows are grouped into partitions, or into parts of them."""
    if column is None:
        return "''"
    return f"series // {SERIES_PER_KIND}" if column == "series" else column


def _quote_texts(texts: Collection[str]) -> str:
    # a list of no texts matches nothing
    return ", ".join(map(quote_sql_text, sorted(texts))) or "null"
