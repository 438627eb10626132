"""Small faithful extracts, cell by cell: rows in, the lines of a published file out.

The numbers are small, every column's differ, and every rule of the contract holds; a test then spoils what it is about.
"""

from __future__ import annotations

from tests.checks.sheets.ae_month import ae, ae_layout, ae_rows
from tests.checks.sheets.registers import ods, rebases, register, successions
from tests.checks.sheets.returns import annual_mrr, annual_mrr_rows, mar, mar_by_sha, mrr, pct, pcts
from tests.checks.sheets.rtt_month import rtt, rtt_group, rtt_row, rtt_rows
from tests.checks.sheets.sheet import Row, Sheet, cells_of, code_of, sums

__all__ = [
    "Row",
    "Sheet",
    "ae",
    "ae_layout",
    "ae_rows",
    "annual_mrr",
    "annual_mrr_rows",
    "cells_of",
    "code_of",
    "mar",
    "mar_by_sha",
    "mrr",
    "ods",
    "pct",
    "pcts",
    "rebases",
    "register",
    "rtt",
    "rtt_group",
    "rtt_row",
    "rtt_rows",
    "successions",
    "sums",
]
