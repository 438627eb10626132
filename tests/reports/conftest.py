"""One small edition, published through the whole chain, that the tests of the pages share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checks import samples
from checks.admission import admit
from checks.storage.home import Home
from reports.data.disclosure import connect_published
from reports.publish import publish
from tests import shared_folder
from tests.reports.practice_marts import fill_practice_marts
from tests.reports.site import Published
from transforms.build import build_warehouse

HOSTILE = '<b onclick="x()">Ampersand & Sons</b>'
AE_MONTHS = 13


def is_wanted(path: Path) -> bool:
    """All A&E months, the last two of RTT, one of each referrals return, the registers, one broken file."""
    name = path.name
    if "broken" in name:
        return "negative" in name
    if "-RTT-" in name:
        return name.startswith(("202608", "202609"))
    return not any(year in name for year in ("2010", "2012", "2013"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home built from samples, with verdicts of every status, and an organisation whose name is markup.

    It is published too. Each worker has a copy of its own.
    """
    folder = shared_folder.make_once(tmp_path_factory, "dashboards", _make_edition)
    return shared_folder.copy_home(Home(folder / "home"), tmp_path_factory.mktemp("dashboards") / "home")


@pytest.fixture(scope="session")
def publishable(built: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """What of its warehouse may be published: to find out takes a second. Tests only read it."""
    with connect_published(built.warehouse) as con:
        yield con


@pytest.fixture(scope="session")
def published(built: Home) -> Published:
    [edition] = [path for path in built.site.iterdir() if path.is_symlink() and path.name != "latest"]
    return Published(built, edition)


def _make_edition(folder: Path) -> None:
    home = Home(folder / "home").prepare()
    admit(home, [path for path in samples.write_samples(folder / "samples", AE_MONTHS, 8) if is_wanted(path)])
    build_warehouse(home)
    with duckdb.connect(str(home.warehouse)) as con:
        actual = con.execute(
            "select organisation from core.observation join core.organisation using (organisation) "
            "where kind = 'provider' and measure = 'ae_within_4h' group by all order by count(*) desc, 1"
        ).fetchone()
        assert actual
        con.execute("update core.organisation set name = ? where organisation = ?", [HOSTILE, actual[0]])
        fill_practice_marts(con)
    publish(home)
