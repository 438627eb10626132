"""Which pages an edition has, and what each of them shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reports import changes, notes, organisations, parts, views
from reports.records import AREA_KINDS, Measure
from reports.site import Site
from reports.words import months_from, slug

PROVIDERS = ("provider", "PCT")


def render(site: Site) -> Iterator[str]:
    """Write every page; tells what it has written, for progress."""
    # one organisation at a time: all series alive at once would make the garbage collector walk them again and again
    yield from organisations.write(site)
    yield from _measure_pages(site)
    _lists(site)
    _quality(site)
    _methods(site)
    _index(site)
    _search(site)
    yield "front page, data quality, methods"


def _measure_pages(site: Site) -> Iterator[str]:
    shared = site.shared
    for measure in shared.measures.values():
        found = views.series_for(site.con, shared, measure.name)
        kinds = {code: one.kind for code, one in shared.organisations.items()}
        england = next((series for series in found if series.organisation == "ENGLAND"), None)
        newest = shared.years[measure.name][1]
        groups = []
        for kind, title in (*AREA_KINDS.items(), ("provider", "Providers"), ("PCT", "Primary care trusts")):
            members = [series for series in found if kinds.get(series.organisation) == kind]
            now = [series for series in members if series.last.month == newest]
            if now:
                groups.append((slug(kind), title, len(now), len(members), parts.comparison_rows(now, shared, "../")))
        site.write(
            f"measure/{slug(measure.name)}.html",
            "measure.html",
            measure=measure,
            card=parts.card(england, notes.of_series(shared.organisations["ENGLAND"], england, shared))
            if england
            else None,
            groups=groups,
            newest=newest,
            standards=shared.standards.get(measure.name, ()),
            exclusions=views.rows(
                site.con,
                "select * from core.exclusion where measure = ? order by from_month, organisation",
                [measure.name],
            ),
        )
        yield f"measure {measure.title}"


def _lists(site: Site) -> None:
    shared = site.shared
    areas = [(title, shared.of_kind(kind)) for kind, title in AREA_KINDS.items() if shared.of_kind(kind)]
    site.write("areas.html", "areas.html", areas=areas, members=shared.members)
    providers = [(kind, shared.of_kind(kind)) for kind in PROVIDERS if shared.of_kind(kind)]
    site.write("providers.html", "providers.html", providers=providers, organisations=shared.organisations)
    sections: dict[str, list[Measure]] = {}
    for measure in shared.measures.values():
        sections.setdefault(measure.section, []).append(measure)
    site.write("measures.html", "measures.html", sections=sections)


def _quality(site: Site) -> None:
    con = site.con
    site.write(
        "quality.html",
        "quality.html",
        reasons=views.rows(con, "select * from core.reason where status = 'quarantined'"),
        warnings=views.rows(con, "select * from core.reason where status <> 'quarantined'"),
        rules=views.rows(
            con,
            "select kind, rule, any_value(meaning) as meaning, any_value(severity) as severity, count(*) as files, "
            "count(*) filter (not is_met) as broken, sum(examined) as examined from core.check_result "
            "group by kind, rule order by kind, broken desc, rule",
        ),
        kinds=views.rows(
            con,
            "select kind, count(*) filter (status = 'accepted') as accepted, "
            "count(*) filter (status = 'superseded') as superseded, "
            "count(*) filter (status = 'quarantined') as quarantined, "
            "min(month) filter (status = 'accepted') as first_month, "
            "max(month) filter (status = 'accepted') as last_month, max(received_at) as received_at, "
            "count(distinct month) filter (status = 'accepted') as months, "
            "sum(rows) filter (status = 'accepted') as rows from core.load group by kind order by kind",
        ),
        months_between=lambda first, last: months_from(first, last) + 1,
    )


def _methods(site: Site) -> None:
    dictionary = views.rows(site.con, "select * from mart.data_dictionary")
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in dictionary:
        tables.setdefault(f"{row['schema_name']}.{row['table_name']}", []).append(row)
    site.write("methods.html", "methods.html", tables=tables)


def _index(site: Site) -> None:
    shared = site.shared
    england = views.series_of(site.con, shared, "ENGLAND")
    new = [series for series in england if not shared.is_behind(series)]
    moves = changes.largest_first(site.moves)
    newest = max((load["received_at"] for load in shared.loads), default=None)
    day = [load for load in shared.loads if newest and load["received_at"].date() == newest.date()]
    site.write(
        "index.html",
        "index.html",
        england=[changes.headline(series) for series in new[:6]],
        england_rows=parts.measure_rows(england, "area/england.html"),
        better=[move for move in moves if move.is_better][:15],
        worse=[move for move in moves if move.is_better is False][:15],
        counts={
            "better": sum(move.is_better is True for move in moves),
            "worse": sum(move.is_better is False for move in moves),
            "looked": site.looked_at,
        },
        landed=day,
        quarantined=[load for load in shared.loads if load["status"] == "quarantined"],
        superseded=[load for load in shared.loads if load["status"] == "superseded"],
        latest_day=newest,
    )


def _search(site: Site) -> None:
    """A script that sets a global: a page opened from a shared drive may not fetch."""
    index = [
        [one.name, one.code, parts.place_of(one.code, site.shared, "")] for one in site.shared.organisations.values()
    ]
    index += [
        [measure.title, "measure", f"measure/{slug(measure.name)}.html"] for measure in site.shared.measures.values()
    ]
    text = json.dumps(index, ensure_ascii=True).replace("</", "<\\/")
    (site.folder / "search.js").write_text(f"window.holdgainIndex={text};\n", encoding="utf-8")
