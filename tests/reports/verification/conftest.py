"""The pages that tests render and check one at a time: their warehouse is read once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from checks.storage.home import Home
from reports.data.disclosure import connect_published
from reports.pages.site import EditionSite
from reports.verification.verify import EditionCheck
from tests.reports.verification.rendered_pages import RARE_CASES, Pages, propose_new_level


@pytest.fixture(scope="session")
def pages(built: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    warehouse = tmp_path_factory.mktemp("rare") / built.warehouse.name
    shutil.copyfile(built.warehouse, warehouse)
    with duckdb.connect(str(warehouse)) as con:
        for statement in RARE_CASES:
            con.execute(statement)
        propose_new_level(con)
    with connect_published(warehouse) as con:
        site = EditionSite(con, tmp_path_factory.mktemp("pages"), None, "3 November 2026, 10:00 UTC")
        yield Pages(con, site, EditionCheck(con))
