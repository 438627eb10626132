"""The pages of an edition: all there, tied together, self-contained, and true to the warehouse."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from reports.formatting import format_number
from reports.slugs import slug
from tests.reports.conftest import HOSTILE
from tests.reports.site import SHOWN, Page, Published

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


def folder_of(kind: str) -> str:
    return "provider" if kind in ("provider", "PCT") else "area"


def test_every_measure_and_every_organisation_has_a_page(published: Published) -> None:
    measures = {
        f"measure/{slug(name)}.html" for (name,) in published.ask("select distinct measure from core.observation")
    }
    organisations = {
        f"{folder_of(kind)}/{slug(code)}.html"
        for code, kind in published.ask(
            "select organisation, kind from core.organisation "
            "where organisation in (select organisation from core.observation)"
        )
    }
    top = {
        "index.html",
        "areas.html",
        "providers.html",
        "measures.html",
        "quality.html",
        "quality-log.html",
        "methods.html",
        "practices.html",
        "revisions.html",
        "proposals.html",
        "gaps.html",
        "data.html",
    }
    cohorts = {f"area/{slug(f'cohort-{name}')}.html" for (name,) in published.ask("select cohort from core.cohort")}
    changed = {name for name in published.pages if name.startswith("changed/")}
    assert {name.replace("changed/", "area/") for name in changed} <= organisations | cohorts
    assert len(changed) > len(cohorts) > 1
    assert {"provider", "area"} == {name.split("/")[0] for name in organisations}
    practices = {name for name in published.pages if name.split("/")[0] in ("practice", "programme")}
    waits = {name for name in published.pages if name.startswith("waits/")}
    assert {name.replace("waits/", "measure/") for name in waits} < measures
    proposals = {name for name in published.pages if name.startswith("proposals/")}
    assert {name.replace("proposals/", "measure/") for name in proposals} <= measures
    assert set(published.pages) - practices - changed - waits - proposals == measures | organisations | cohorts | top


def _resolve_link(name: str, target: str) -> tuple[str, str]:
    path, _, anchor = target.partition("#")
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / unquote(path)).parts if path else PurePosixPath(name).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts), anchor


def test_every_internal_link_and_anchor_leads_somewhere(published: Published) -> None:
    broken = []
    for name, page in published.pages.items():
        for tag, target in set(page.references):
            if re.match(r"[a-z]+:", target):
                continue
            path, anchor = _resolve_link(name, target)
            there = published.pages.get(path)
            if not (published.folder / path).is_file() or (anchor and (there is None or anchor not in there.ids)):
                broken.append((name, tag, target))
    assert not broken, broken[:10]


def test_nothing_is_loaded_from_elsewhere(published: Published) -> None:
    for name, page in published.pages.items():
        for tag, target in page.references:
            assert tag == "a" or not re.match(r"(?!data:,)([a-z]+:|//)", target), (name, tag, target)
    for path in (published.folder / "app.css", published.folder / "app.js"):
        # the name of the SVG namespace is an address that nobody visits
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"url\(|@import|https?:|fetch\(|XMLHttpRequest", text), path.name


def test_every_page_says_that_it_is_sample_data_and_names_the_licence(published: Published) -> None:
    for name, page in published.pages.items():
        assert "Sample data. Invented organisations" in page.text, name
        assert LICENCE in page.text, name
        assert 'lang="en-GB"' in page.source, name


def test_ids_are_unique_and_headings_skip_no_level(published: Published) -> None:
    for name, page in published.pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        assert page.headings[0] == 1, name
        assert page.headings.count(1) == 1, name
        steps = [now - before for before, now in zip(page.headings, page.headings[1:], strict=False)]
        assert max(steps, default=0) <= 1, name


def test_markup_in_a_name_is_shown_and_never_obeyed(published: Published) -> None:
    [(code,)] = published.ask("select organisation from core.organisation where name = ?", HOSTILE)
    shown = [name for name, page in published.pages.items() if HOSTILE in page.text]
    assert {f"provider/{slug(code)}.html", "providers.html", "measure/ae_within_4h.html"} <= set(shown)
    for name, page in published.pages.items():
        assert "<b onclick" not in page.source, name
    assert "</b>" not in (published.folder / "search.js").read_text(encoding="utf-8")


def test_the_quality_page_tells_what_contradicts_across_the_registers(published: Published) -> None:
    actual = published.ask("select message, advice from core.register_problem")
    text = published.pages["quality-log.html"].text
    assert "Registers" in text
    if not actual:
        assert "The registers agree with each other and with the figures." in text
    assert all(message in text and advice in text for message, advice in actual)


def test_the_quality_page_reports_the_quarantined_load_and_not_its_name(published: Published) -> None:
    reported = published.ask("select load_id, message, rule, advice from core.reason where status = 'quarantined'")
    assert reported
    for row in reported:
        for text in row:
            # of a load id the pages show the moment of receipt alone: the rest is the beginning of the file's hash
            assert text.split("Z-")[0] in published.pages["quality-log.html"].text
    assert "1 file was quarantined and is not in these figures." in published.pages["quality.html"].text
    assert reported[0][0].split("-")[0] in published.pages["index.html"].text
    assert not any("AE-broken-negative-count.csv" in page.source for page in published.pages.values())


@pytest.mark.parametrize("measure", ["ae_within_4h", "ae_attendances", "rtt_within_18w", "rtt_median_weeks"])
def test_a_figure_on_a_page_is_that_of_the_warehouse(published: Published, measure: str) -> None:
    actual = published.ask(
        "select organisation, organisation.kind, unit, max_by(value, month) from core.observation "
        "join core.organisation using (organisation) join core.measure as measure using (measure) "
        "where measure = ? group by all",
        measure,
    )
    assert len(actual) > 3
    for code, kind, unit, value in actual:
        page = published.pages[f"{folder_of(kind)}/{slug(code)}.html"]
        card = page.source.split(f'id="{measure}"')[1]
        first = re.search(r'<th scope="row">[^<]+</th><td class="n">([^<]+)</td>', card)
        assert first, code
        assert first[1] == format_number(value, unit), code


def test_the_data_behind_a_chart_are_those_of_the_warehouse(published: Published) -> None:
    wanted: dict[tuple[str, str], list[tuple[str, float]]] = defaultdict(list)
    for code, measure, month, value in published.ask(
        f"select organisation, measure, strftime(month, '%Y-%m'), value from {SHOWN} order by month"
    ):
        wanted[(code, measure)].append((month, value))
    for (code, measure), rows in wanted.items():
        path = published.folder / "data" / f"{slug(code)}-{slug(measure)}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            assert [(row["month"], float(row["value"])) for row in csv.DictReader(file)] == rows, path.name


def _count_months(page: Page, anchor: str) -> int:
    card = page.source.split(f'id="{anchor}"')[1].split("</section>")[0]
    return len(re.findall(r'<th scope="row">', card))


def test_what_is_absent_is_absent_and_not_zero(published: Published) -> None:
    """An organisation without a figure has no card, and a month without one has no row."""
    counts = {
        (code, measure): months
        for code, measure, months in published.ask(f"select organisation, measure, count(*) from {SHOWN} group by all")
    }
    measures = [name for (name,) in published.ask("select distinct measure from core.observation")]
    kinds = dict(published.ask("select organisation, kind from core.organisation"))
    absent = 0
    for code in {code for code, _ in counts}:
        page = published.pages[f"{folder_of(kinds[code])}/{slug(code)}.html"]
        for measure in measures:
            if (code, measure) in counts:
                assert _count_months(page, slug(measure)) == counts[(code, measure)]
            else:
                absent += 1
                assert slug(measure) not in page.ids
                assert not (published.folder / "data" / f"{slug(code)}-{slug(measure)}.csv").exists()
    assert absent
