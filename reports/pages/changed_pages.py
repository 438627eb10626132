"""What changed in an area this month: one page for each region, board and cohort."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.components.losing_gain import list_losing, newest_warnings
from reports.components.practice_news import PracticeNews, collect_news
from reports.data.organisation_record import OrganisationRecord
from reports.formatting import month_name
from reports.links import changed_page_path
from reports.pages.site import EditionSite
from reports.text import changes


@dataclass(frozen=True)
class SignalRow:
    """A new signal of an organisation, or of the area itself."""

    move: changes.NewSignal
    name: str
    claim: Claim


@dataclass(frozen=True)
class LateRow:
    """An organisation without the newest months of a section."""

    code: str
    name: str
    words: str
    claim: Claim


def changed_pages(site: EditionSite) -> Iterator[str]:
    """Write the page of each area; only now is all known that is counted while the organisations are written."""
    news, warnings = collect_news(site.catalogue), newest_warnings(site.catalogue)
    for area in site.shared.organisations.values():
        if area.is_area and site.shared.members.get(area.code):
            _write_page(site, area, news, warnings)
    yield "what changed in each area"


def _write_page(
    site: EditionSite,
    area: OrganisationRecord,
    news: PracticeNews | None,
    warnings: Collection[tuple[str, str]],
) -> None:
    members = site.shared.members[area.code]
    codes = {member.code for member in members}
    verdicts = [change for change in news.changes if change.claim.organisation in codes] if news else []
    signals = _list_signals(site, {*codes, area.code})
    late = _list_late(site, codes)
    counts = (
        len(verdicts),
        sum(code in codes for _, code in warnings),
        sum(row.move.is_better is True for row in signals),
        sum(row.move.is_better is False for row in signals),
        len({row.code for row in late}),
    )
    site.write(
        changed_page_path(area.code),
        "changed.html",
        area=area,
        members=members,
        verdicts=verdicts,
        losing=list_losing(site.catalogue, area.code, frozenset(codes)),
        signals=_group_signals(signals),
        late_rows=late,
        counts=counts,
        counts_claim=edition_claims.claim_area_news(area.code, len(members), counts),
    )


def _group_signals(signals: list[SignalRow]) -> list[tuple[str, list[SignalRow]]]:
    titles = ((True, "New signals of improvement"), (False, "New signals of concern"), (None, "Other new signals"))
    groups = [(title, [row for row in signals if row.move.is_better is way]) for way, title in titles]
    return [(title, rows) for title, rows in groups if rows]


def _list_signals(site: EditionSite, codes: set[str]) -> list[SignalRow]:
    return [
        SignalRow(
            move,
            site.shared.organisations[move.series.organisation].name,
            edition_claims.claim_new_signal(move),
        )
        for move in changes.largest_first(site.tally.moves)
        if move.series.organisation in codes
    ]


def _list_late(site: EditionSite, codes: set[str]) -> list[LateRow]:
    """The organisations without the newest months, once for each section and last month."""
    shared, rows = site.shared, []
    seen: set[tuple[str, str]] = set()
    for item in site.tally.behind:
        measure = shared.measures[item.measure]
        if item.organisation in codes and (item.organisation, measure.section) not in seen:
            seen.add((item.organisation, measure.section))
            newest = shared.years[item.measure][1]
            words = f"{measure.title}: last reported for {month_name(item.last)}; others for {month_name(newest)}."
            claim = edition_claims.claim_behind(item.measure, item.organisation, item.last, newest)
            rows.append(LateRow(item.organisation, shared.organisations[item.organisation].name, words, claim))
    return sorted(rows, key=lambda row: row.name.lower())
