"""The data package of the edition, and the page that says what is in it and how to read it."""

from __future__ import annotations

from datetime import UTC
from functools import cache

from reports.components import package_claims
from reports.data import edition_facts
from reports.data_package.descriptor import DESCRIPTOR
from reports.data_package.table_files import name_type
from reports.data_package.write_package import FOLDER, write_package
from reports.pages.page_templates import REPORTS_FOLDER
from reports.pages.site import EditionSite

PAGE = "data.html"
SNIPPETS = (("Python", "package.py.txt"), ("R", "package.R.txt"), ("DuckDB", "package.sql.txt"))
"""Three lines each that work in the folder of an edition; the tests run them."""


def data_page(site: EditionSite) -> None:
    """Write the tables, what describes them, and the page."""
    known_at = edition_facts.read_newest_receipt(site.con).astimezone(UTC)
    tables = write_package(site.con, site.folder, site.shared.name, f"{known_at:%Y-%m-%dT%H:%M:%SZ}")
    site.write(
        PAGE,
        "data.html",
        tables=tables,
        folder=FOLDER,
        descriptor=DESCRIPTOR,
        name_type=name_type,
        claim_rows=package_claims.claim_rows,
        snippets=[(language, read_snippet(file)) for language, file in SNIPPETS],
    )


@cache
def read_snippet(file: str) -> str:
    """The lines of a snippet."""
    return (REPORTS_FOLDER / "data_package" / "snippets" / file).read_text(encoding="utf-8").strip()
