"""Which pages an edition has, in which order they are written, and what each of them shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reports import matrix, narrative, parts, rows, views
from reports.facts import AREA_KINDS, Measure, Organisation, Series
from reports.front import front_page
from reports.measures import measure_pages
from reports.quality import quality_page
from reports.site import HERE, Site, environment
from reports.words import slug

__all__ = ["HERE", "Site", "environment", "render"]

PROVIDERS = ("provider", "PCT")


def render(site: Site) -> Iterator[str]:
    """Write every page; tells what it has written, for progress."""
    yield from measure_pages(site)
    # one organisation at a time: all series alive at once would make the garbage collector walk them again and again
    yield from _organisation_pages(site)
    _lists(site)
    quality_page(site)
    _methods(site)
    front_page(site)
    _search(site)
    yield "front page, data quality, methods"


def _organisation_pages(site: Site) -> Iterator[str]:
    shared = site.shared
    for count, (code, found) in enumerate(views.by_organisation(site.con, shared), start=1):
        one = shared.organisations[code]
        for series in found:
            site.keep_data(series)
            if one.kind != "england":
                site.tally.look_at(series, shared)
        if one.kind == "england":
            site.england = found
        _organisation_page(site, one, found)
        if count % 100 == 0:
            yield f"{count} of {len(shared.organisations)} organisations"


def _organisation_page(site: Site, one: Organisation, found: list[Series]) -> None:
    folder = "area" if one.is_area or one.kind == "england" else "provider"
    members = site.shared.members.get(one.code, [])
    site.write(
        f"{folder}/{slug(one.code)}.html",
        "organisation.html",
        one=one,
        areas=[site.shared.organisations[code] for code in one.areas if code in site.shared.organisations],
        members=members,
        lists=_member_lists(site, members),
        headline=_headline(found),
        rows=rows.measure_rows(found),
        matrix=matrix.of_measures(found),
        cards=[parts.card(series, site.shared) for series in found],
    )


def _headline(found: list[Series]) -> list[tuple[str, str]]:
    """The sentences at the top: each measure with a standard, or the first one of each section."""
    chosen = [series for series in found if series.standard]
    told = {series.measure.section for series in chosen}
    for series in found:
        if series.measure.section not in told:
            told.add(series.measure.section)
            chosen.append(series)
    return [(narrative.headline(series), narrative.against_standard(series)) for series in chosen]


def _member_lists(site: Site, members: list[Organisation]) -> list[tuple[Measure, list[rows.Row], matrix.Matrix]]:
    """An area's organisations on the headline measure of each section, in the order of the measure's own page."""
    codes = {member.code for member in members}
    lists = []
    for measure in site.shared.headlines if codes else ():
        found = [row for (name, code), row in site.members.items() if name == measure.name and code in codes]
        items = (
            matrix.Item(
                row.name, rows.place_of(row.organisation, site.shared, "../"), row.variation, row.assurance
            )
            for row in found
        )
        if found:
            lists.append((measure, found, matrix.matrix(items)))
    return lists


def _lists(site: Site) -> None:
    shared = site.shared
    areas = [(title, shared.of_kind(kind)) for kind, title in AREA_KINDS.items() if shared.of_kind(kind)]
    sums = {code: row for (_, code), row in site.members.items() if shared.organisations[code].is_area}
    site.write("areas.html", "areas.html", areas=areas, members=shared.members, sums=sums)
    site.write("providers.html", "providers.html", groups=_by_area(site), count=len(shared.of_kind(*PROVIDERS)))
    sections: dict[str, list[tuple[Measure, Any]]] = {}
    england = {series.measure.name: series for series in site.england}
    for measure in shared.measures.values():
        sections.setdefault(measure.section, []).append((measure, england.get(measure.name)))
    site.write("measures.html", "measures.html", sections=sections)


def _by_area(site: Site) -> list[tuple[str, list[tuple[Organisation | None, list[Organisation]]]]]:
    """Providers and commissioners under the kind and the name of the finest area known; the rest last."""
    shared = site.shared
    groups: dict[str, dict[str, list[Organisation]]] = {}
    for one in shared.of_kind(*PROVIDERS):
        area = next((shared.organisations[code] for code in one.areas if code in shared.organisations), None)
        kind = AREA_KINDS[area.kind] if area else "No area"
        groups.setdefault(kind, {}).setdefault(area.code if area else "", []).append(one)
    ordered = [kind for kind in (*AREA_KINDS.values(), "No area") if kind in groups]

    def by_name(code: str) -> str:
        return shared.organisations[code].name if code else ""

    return [
        (kind, [(shared.organisations.get(code), groups[kind][code]) for code in sorted(groups[kind], key=by_name)])
        for kind in ordered
    ]


def _methods(site: Site) -> None:
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in views.rows(site.con, "select * from mart.data_dictionary"):
        tables.setdefault(f"{row['schema_name']}.{row['table_name']}", []).append(row)
    site.write("methods.html", "methods.html", tables=tables)


def _search(site: Site) -> None:
    """A script that sets a global: a page opened from a shared drive may not fetch."""
    index = [
        [one.name, one.code, rows.place_of(one.code, site.shared, "")] for one in site.shared.organisations.values()
    ]
    index += [
        [measure.title, "measure", f"measure/{slug(measure.name)}.html"] for measure in site.shared.measures.values()
    ]
    text = json.dumps(index, ensure_ascii=True).replace("</", "<\\/")
    (site.folder / "search.js").write_text(f"window.holdgainIndex={text};\n", encoding="utf-8")
