"""Which pages an edition has, and what each of them shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import changes, narrative, parts, views
from reports.views import AREA_KINDS, Edition, Organisation, Series
from reports.words import listed, month_name, number, plural, short_month, slug

HERE = Path(__file__).parent
PROVIDERS = ("provider", "PCT")
NAVIGATION = (
    ("index.html", "What changed"),
    ("areas.html", "Areas"),
    ("providers.html", "Providers"),
    ("measures.html", "Measures"),
    ("quality.html", "Data quality"),
    ("methods.html", "Methods"),
)


def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"month": month_name, "short_month": short_month, "slug": slug}
    found.globals |= {"number": number, "plural": plural, "listed": listed, "navigation": NAVIGATION}
    return found


class Site:
    """One edition while it is written: the connection, what pages share, the folder."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, name: str | None, built_at: str) -> None:
        self.con, self.folder = con, folder
        shared = views.edition(con, name, built_at)
        spans = con.execute("select measure, min(month), max(month) from core.observation group by all").fetchall()
        self.shared: Edition = replace(shared, years={measure: (first, last) for measure, first, last in spans})
        self.templates = environment()
        self.moves: list[changes.Move] = []
        self.looked_at = 0

    def write(self, path: str, template: str, **context: Any) -> None:
        root = "../" * path.count("/")
        here = path.split("/")[0]
        section = {"area": "areas.html", "provider": "providers.html", "measure": "measures.html"}.get(here, here)
        page = self.templates.get_template(template)
        text = page.render(edition=self.shared, root=root, section=section, place=self.place(root), **context)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def place(self, root: str) -> Callable[[str], str]:
        return lambda code: parts.place_of(code, self.shared, root)

    def look_at(self, series: Series) -> None:
        """Keep what the front page tells of this series, if anything."""
        if changes.is_looked_at(series, self.shared):
            self.looked_at += 1
            move = changes.new_signal(series)
            self.moves += [move] if move else []

    def keep_data(self, series: Series) -> None:
        target = self.folder / parts.data_file(series)
        target.parent.mkdir(exist_ok=True)
        target.write_text(parts.data_csv(series), encoding="utf-8")


def render(site: Site) -> Iterator[str]:
    """Write every page; tells what it has written, for progress."""
    # one organisation at a time: all series alive at once would make the garbage collector walk them again and again
    yield from _organisation_pages(site)
    yield from _measure_pages(site)
    _lists(site)
    _quality(site)
    _methods(site)
    _index(site)
    _search(site)
    yield "front page, data quality, methods"


def _organisation_pages(site: Site) -> Iterator[str]:
    shared = site.shared
    for count, one in enumerate(shared.organisations.values(), start=1):
        found = views.series_of(site.con, shared, one.code)
        for series in found:
            site.keep_data(series)
            if one.kind != "england":
                site.look_at(series)
        _organisation_page(site, one, found)
        if count % 100 == 0:
            yield f"{count} of {len(shared.organisations)} organisations"


def _organisation_page(site: Site, one: Organisation, found: list[Series]) -> None:
    folder = "area" if one.is_area or one.kind == "england" else "provider"
    site.write(
        f"{folder}/{slug(one.code)}.html",
        "organisation.html",
        one=one,
        areas=[site.shared.organisations[code] for code in one.areas if code in site.shared.organisations],
        members=site.shared.members.get(one.code, []),
        headline=_headline(found),
        rows=parts.measure_rows(found),
        matrix=_matrix(found),
        cards=[parts.card(series) for series in found],
    )


def _headline(found: list[Series]) -> list[str]:
    """The sentences at the top: each measure with a standard, or the first one."""
    chosen = [series for series in found if series.standard] or found[:1]
    return [
        f"{series.measure.title}: {narrative.latest(series)} {narrative.against_standard(series)}".strip()
        for series in chosen
    ]


VARIATIONS = (
    ("special_cause_improvement", "Special cause: improvement", ("i-im-h", "i-im-l")),
    ("common_cause", "Common cause", ("i-cc",)),
    ("special_cause_concern", "Special cause: concern", ("i-co-h", "i-co-l")),
    ("special_cause_neutral", "Special cause: neither better nor worse", ("i-ne-h", "i-ne-l")),
)
ASSURANCES = (
    ("consistent_pass", "Pass", "will meet the standard", "i-pass"),
    ("inconsistent", "Hit and miss", "standard in range", "i-hm"),
    ("consistent_fail", "Fail", "will miss the standard", "i-fail"),
    (None, "No standard", "", "i-none"),
)


def _matrix(found: list[Series]) -> dict[str, Any]:
    """Variation in rows, assurance in columns, the measures in the cells."""
    charted = [series for series in found if series.variation]
    lines = []
    for variation, words, icons in VARIATIONS:
        cells = [
            [
                series.measure
                for series in charted
                if series.variation and series.variation.startswith(variation) and series.assurance == assurance
            ]
            for assurance, *_ in ASSURANCES
        ]
        lines.append((variation, words, icons, cells))
    return {"lines": lines, "columns": ASSURANCES, "count": len(charted)}


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
            card=parts.card(england) if england else None,
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
    sections: dict[str, list[views.Measure]] = {}
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
        months_between=lambda first, last: (last.year - first.year) * 12 + last.month - first.month + 1,
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
    moves = changes.largest_first(site.moves)
    newest = max((load["received_at"] for load in shared.loads), default=None)
    day = [load for load in shared.loads if newest and load["received_at"].date() == newest.date()]
    site.write(
        "index.html",
        "index.html",
        england=[(series, changes.headline(series), series.last.month) for series in england],
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
