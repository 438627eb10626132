"""The page of each organisation: a provider, a commissioner, an area, England."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports import narrative, notes, parts, views
from reports.records import Edition, Organisation, Series
from reports.site import Site
from reports.words import slug

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


def write(site: Site) -> Iterator[str]:
    """Write every organisation's page and data; tells now and then how far it is."""
    shared = site.shared
    for count, one in enumerate(shared.organisations.values(), start=1):
        found = views.series_of(site.con, shared, one.code)
        for series in found:
            site.keep_data(series)
            if one.kind != "england":
                site.look_at(series)
        _page(site, one, found)
        if count % 100 == 0:
            yield f"{count} of {len(shared.organisations)} organisations"


def _page(site: Site, one: Organisation, found: list[Series]) -> None:
    folder = "area" if one.is_area or one.kind == "england" else "provider"
    shared = site.shared
    site.write(
        f"{folder}/{slug(one.code)}.html",
        "organisation.html",
        one=one,
        areas=[shared.organisations[code] for code in one.areas if code in shared.organisations],
        members=shared.members.get(one.code, []),
        notices=notes.of_organisation(one, found, shared),
        headline=_headline(found, shared),
        rows=parts.measure_rows(found),
        matrix=_matrix(found),
        cards=[
            parts.card(series, notes.of_series(one, series, shared), is_past=shared.is_behind(series))
            for series in found
        ],
        comparison=_comparison(site, one, found),
    )


def _headline(found: list[Series], shared: Edition) -> list[str]:
    """The sentences at the top: each measure with a standard, or the first one."""
    chosen = [series for series in found if series.standard] or found[:1]
    return [
        f"{series.measure.title}: {narrative.latest(series)} "
        f"{narrative.against_standard(series, is_past=shared.is_behind(series))}".strip()
        for series in chosen
    ]


def _matrix(found: list[Series]) -> dict[str, Any] | None:
    """Variation in rows, assurance in columns, the measures in the cells; none where no measure has a standard."""
    charted = [series for series in found if series.variation]
    if not any(series.assurance for series in charted):
        return None
    lines = []
    for variation, words, icons in VARIATIONS:
        cells = [
            [
                series.measure
                for series in charted
                if (series.variation or "").startswith(variation) and series.assurance == assurance
            ]
            for assurance, *_ in ASSURANCES
        ]
        if any(cells) or variation != "special_cause_neutral":
            lines.append((words, icons, cells))
    return {"lines": lines, "columns": ASSURANCES}


def _comparison(site: Site, area: Organisation, found: list[Series]) -> dict[str, Any] | None:
    """The area's organisations on its main measure: the first that has a standard, or the first."""
    members = [one.code for one in site.shared.members.get(area.code, [])]
    if not members or not found:
        return None
    main = next((series for series in found if series.standard), found[0]).measure
    ours = views.series_among(site.con, site.shared, main.name, members)
    newest = max((series.last.month for series in ours), default=None)
    now = [series for series in ours if series.last.month == newest]
    if not now:
        return None
    return {
        "measure": main,
        "month": newest,
        "now": len(now),
        "earlier": len(ours) - len(now),
        "rows": parts.comparison_rows(now, site.shared, "../"),
    }
