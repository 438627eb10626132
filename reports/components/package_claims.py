"""The claims of the page of the data package."""

from __future__ import annotations

from reports.claims.claim import Claim
from reports.data_package.table_files import WrittenTable


def claim_rows(written: WrittenTable) -> Claim:
    """How many rows a table of the package has."""
    return Claim("package rows", values=(written.table.table, written.rows))
