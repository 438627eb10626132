"""Finds figures and findings on a page that no claim covers."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from reports.verification.page_elements import PageElements


class LooseTextCheck:
    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def find_unclaimed(self, page: str, elements: PageElements) -> Iterator[str]:
        return iter(())
