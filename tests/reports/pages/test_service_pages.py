"""Pages of services: a provider's table of its specialties, and the page that compares providers in one of them."""

from __future__ import annotations

import re

import duckdb
import pytest

from checks.samples import rtt as rtt_samples
from checks.samples.world import make_world
from checks.storage.home import Home
from reports.data.disclosure import connect_published
from reports.publish import publish
from reports.verification.verify import verify_edition
from tests.checks.quick_admission import admit_without_rules
from tests.reports.site import Published
from transforms.build import build_warehouse
from transforms.staging.services import SERVICE_KINDS

MEASURE = "rtt_within_18w_c100"
SERVICE_PAGE = f"measure/{MEASURE}.html"
NAMED_BY_A_PRACTICE = "rtt_over_52w_c330"


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """An edition of two months with services; a practice names a measure of one that pages would not show."""
    home = Home(tmp_path_factory.mktemp("divided") / "home").prepare()
    files = []
    for month in ("2026-07", "2026-08"):
        files.append(home.inbox / rtt_samples.file_name(month))
        files[-1].write_bytes(rtt_samples.make_file(make_world(9, 1), month))
    admit_without_rules(home, files)
    build_warehouse(home, service_kinds=SERVICE_KINDS)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute(
            "insert into core.practice (practice, programme, title, measure, direction, washout_months, "
            f"balancing_measures) values ('p', 'g', 'A practice', '{NAMED_BY_A_PRACTICE}', 'decrease', 3, [])"
        )
    return Published(home, publish(home))


def _provider(divided: Published) -> str:
    [(code, *_)] = divided.ask(
        "select organisation from core.observation where measure = ? and organisation like 'ZZR%' order by 1 limit 1",
        MEASURE,
    )
    return str(code)


def test_a_provider_has_a_row_for_each_of_its_specialties(divided: Published) -> None:
    code = _provider(divided)
    page = divided.pages[f"provider/{code.lower()}.html"]
    services = divided.ask(
        "select distinct service_title, measure.measure from core.observation join core.measure using (measure) "
        "where organisation = ? and whole_measure = 'rtt_within_18w' and measure.service <> 'ALL'",
        code,
    )
    assert f"{len(services)} specialties: Patients waiting 18 weeks or less" in page.text
    for title, measure in services:
        row = page.source[page.source.index(f'<tr id="{measure}"') :]
        row = row[: row.index("</tr>")]
        assert title in row
        assert f'href="../measure/{measure}.html"' in row
        assert re.search(r"(of \d+ NHS trusts, best first|NHS trusts have the same figure)", row)
    # cards and the table at a glance are of all services together
    assert not [anchor for anchor in page.ids if anchor.endswith("-t") and MEASURE in anchor]


def test_the_page_of_a_service_compares_providers_beside_england(divided: Published) -> None:
    page = divided.pages[SERVICE_PAGE]
    assert "Patients waiting 18 weeks or less, General Surgery Service" in page.text
    assert "They are those of all specialties together." in page.text
    assert MEASURE in page.ids  # England's chart
    providers = divided.ask(
        "select organisation from core.observation where measure = ? and month = date '2026-08-01' "
        "and organisation like 'ZZR%'",
        MEASURE,
    )
    for (code,) in providers:
        assert ("a", f"../provider/{code.lower()}.html#{MEASURE}") in page.references
        assert MEASURE in divided.pages[f"provider/{code.lower()}.html"].ids
    assert ("a", f"{MEASURE}.html") in divided.pages["measure/rtt_within_18w.html"].references


def test_pages_show_one_measure_of_each_service_and_what_practices_name(divided: Published) -> None:
    pages = {name for name in divided.pages if name.startswith("measure/")}
    shown = {name for name in pages if re.search(r"_[cx]\d+\.html$", name)}
    assert f"measure/{NAMED_BY_A_PRACTICE}.html" in shown
    assert {name.rpartition("_")[0] for name in shown - {f"measure/{NAMED_BY_A_PRACTICE}.html"}} == {
        "measure/rtt_within_18w"
    }
    everything = divided.ask("select count(*) from core.measure where service <> 'ALL'")
    assert everything[0][0] > 4 * len(shown)
    with connect_published(divided.home.warehouse) as con:
        for table in ("core.measure", "core.observation", "core.reported", "mart.benchmark", "mart.spc_reading"):
            named = {measure for (measure,) in con.execute(f"select distinct measure from {table}").fetchall()}
            assert not {name for name in named if name.startswith("rtt_incomplete_")}, table
            assert "rtt_incomplete" in named, table


def test_lists_of_measures_count_what_is_of_all_services(divided: Published) -> None:
    assert "General Surgery" not in divided.pages["measures.html"].text
    assert "General Surgery" not in divided.pages["index.html"].text


def test_every_figure_of_services_is_checked(divided: Published) -> None:
    report = verify_edition(divided.home)
    assert report.falsehoods == []
    assert report.claims["services"] > 9
    assert report.claims["rank"] > 9
