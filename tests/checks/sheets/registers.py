"""Small registers: ODS files and local lists."""

from __future__ import annotations

from checks.extracts import EXTRACTS, ods_files
from checks.extracts import rebases as rebases_contract
from checks.extracts import successions as successions_contract
from tests.checks.sheets.sheet import Row, Sheet, cells_of, code_of


def ods(*rows: Row) -> Sheet:
    """An ODS file: 27 fields, no header."""
    published_layout = ods_files.ODS
    first: Row = {"region": "Y63", "icb": "QWO", "opened_text": "20110401", "field_22": "0", "field_24": "D"}
    given = rows or tuple({"organisation": code_of(number), "name": f"TRUST NUMBER {number}"} for number in range(3))
    return Sheet(tuple(cells_of(published_layout, {**first, **row}) for row in given), header_line=0)


def successions(*pairs: tuple[str, str, str]) -> Sheet:
    """A local list of successions."""
    published_layout = successions_contract.LOCAL
    given = pairs or (("RAA", "RAB", "2024-04"), ("RAC", "RAB", "2025-10"))
    return Sheet((published_layout.headers, *((old, new, month, "merger") for old, new, month in given)))


def register(kind: str, *rows: Row) -> Sheet:
    """A register in its first layout that has all these columns: each row by the names of the contract's columns."""
    layouts, named = EXTRACTS[kind].layouts, {name for row in rows for name in row}
    published_layout = next((layout for layout in layouts if named <= set(layout.columns)), layouts[0])
    return Sheet((published_layout.headers, *(cells_of(published_layout, row) for row in rows)))


def rebases(*rows: Row) -> Sheet:
    """A list of recalculated limits; what a row does not give is as of one that is proposed."""
    published_layout = rebases_contract.LIST
    first: Row = {
        "measure": "ae_within_4h",
        "organisation": "RAA",
        "month_text": "2024-04",
        "reason": "A ward was opened",
        "evidence": "Board paper",
        "proposed_by": "Improvement lead",
        "decision": "proposed",
    }
    return Sheet((published_layout.headers, *(cells_of(published_layout, {**first, **row}) for row in rows or ({},))))
