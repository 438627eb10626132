"""The revisions page: which months changed, by how much, who was added late, and every changed cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports.claims.claim import Claim, ClaimedText
from reports.components import revision_claims
from reports.csv_text import table_csv
from reports.data import revisions_reader
from reports.data.extract_titles import read_extract_titles
from reports.data.revisions_reader import RevisedItem, RevisedMonthTotals
from reports.formatting import day_name, format_change, format_number, join_words, plural
from reports.pages import restated_figures
from reports.pages.site import EditionSite

MAX_CELLS_SHOWN = 400
"""Most changes of one month listed on the page; the CSV has them all."""
CSV_FIELDS = (
    *("kind", "month", "organisation", "item", "title", "is_measure", "change"),
    *("first_value", "previous_value", "revised_value"),
    *("first_received_at", "previous_received_at", "revised_received_at"),
)
CELL_FIELDS = (
    *("kind", "month", "organisation", "published_row", "item", "title", "change"),
    *("first_value", "revised_value", "difference"),
)
FILE, CELLS_FILE = "data/revisions.csv", "data/revisions-rows.csv"


@dataclass(frozen=True)
class RevisedCell:
    """One figure before and after, as printed on the page."""

    organisation: str
    name: str
    title: str
    change: str
    first: str
    previous: str
    revised: str
    difference: str
    claim: Claim


@dataclass(frozen=True)
class EnglandRow:
    """A figure of England before and after, as printed on the page."""

    title: str
    first: str
    now: str
    difference: str
    claim: Claim


@dataclass(frozen=True)
class RevisedMonth:
    """One month of a kind that was published more than once."""

    month: date
    first_received_at: datetime
    revised_received_at: datetime
    state: str
    is_provisional: bool
    cells_changed: int
    organisations_changed: int
    joined: list[tuple[str, str]]
    left: list[tuple[str, str]]
    england: list[EnglandRow]
    cells: list[RevisedCell]
    count: int
    since_previous: ClaimedText | str
    claim: Claim
    count_claim: Claim


def revisions_page(site: EditionSite) -> None:
    """Write the page and its data."""
    changes = revisions_reader.read_revised_items(site.con)
    changes_by_month: dict[tuple[str, date], list[RevisedItem]] = defaultdict(list)
    for change in changes:
        changes_by_month[change.kind, change.month].append(change)
    titles = read_extract_titles(site.con)
    kinds: dict[str, list[RevisedMonth]] = defaultdict(list)
    for totals in revisions_reader.read_revised_months(site.con):
        kinds[titles.get(totals.kind, totals.kind)].append(
            _make_month(site, totals, changes_by_month[totals.kind, totals.month])
        )
    restated = restated_figures.list_restated_figures(site)
    by_row = revisions_reader.read_revised_rows(site.con)
    site.keep(FILE, table_csv(CSV_FIELDS, changes))
    if by_row:
        site.keep(CELLS_FILE, table_csv(CELL_FIELDS, by_row))
    site.write(
        "revisions.html",
        "revisions.html",
        kinds=kinds,
        lead=_lead_sentence(kinds),
        data_file=FILE,
        rows_file=CELLS_FILE if by_row else None,
        resent=restated,
        resent_claim=revision_claims.claim_local_revisions(len(restated)),
        resent_file=restated_figures.CSV_FILE,
        shown=MAX_CELLS_SHOWN,
    )


def _lead_sentence(kinds: dict[str, list[RevisedMonth]]) -> ClaimedText:
    claim = revision_claims.claim_revisions((title, len(months)) for title, months in kinds.items())
    if not kinds:
        return ClaimedText("No month has been published more than once.", claim)
    phrases = [f"{len(months)} of {title}" for title, months in kinds.items()]
    return ClaimedText(f"Months published more than once: {join_words(phrases)}.", claim)


def _make_month(site: EditionSite, totals: RevisedMonthTotals, changes: list[RevisedItem]) -> RevisedMonth:
    # cells show what was corrected; where an organisation has many rows, its measures do
    own = [change for change in changes if not change.is_measure] or [
        change for change in changes if not _is_whole(site, change.organisation)
    ]
    return RevisedMonth(
        totals.month,
        totals.first_received_at,
        totals.revised_received_at,
        totals.state or "",
        totals.is_provisional,
        totals.cells_changed,
        totals.organisations_changed,
        [(code, _organisation_name(site, code)) for code in totals.organisations_joined],
        [(code, _organisation_name(site, code)) for code in totals.organisations_left],
        [
            _england_before_and_after(site, totals, change)
            for change in totals.england
            if change["measure"] in site.shared.measures
        ],
        [_make_cell(site, change) for change in own[:MAX_CELLS_SHOWN]],
        len(own),
        _since_previous(totals, own),
        revision_claims.claim_revised_month(totals),
        revision_claims.claim_figures_changed(totals, len(own)),
    )


def _since_previous(totals: RevisedMonthTotals, own: list[RevisedItem]) -> ClaimedText | str:
    """What the latest replacement changed, if it is not the first one."""
    if totals.previous_received_at == totals.first_received_at:
        return ""
    changed = sum(change.is_last_change for change in own)
    figures = plural(changed, "figure")
    organisations = plural(totals.organisations_changed_last, "organisation")
    text = f"{totals.vintages} vintages. Since the previous one, received "
    text += f"{day_name(totals.previous_received_at.date())}: {figures} of {organisations} changed."
    return ClaimedText(text, revision_claims.claim_since_previous(totals, changed))


def _is_whole(site: EditionSite, code: str) -> bool:
    organisation = site.shared.organisations.get(code)
    return organisation is not None and (organisation.is_area or organisation.kind == "england")


def _organisation_name(site: EditionSite, code: str) -> str:
    organisation = site.shared.organisations.get(code)
    return organisation.name if organisation else code


def _england_before_and_after(site: EditionSite, totals: RevisedMonthTotals, change: dict[str, Any]) -> EnglandRow:
    measure = site.shared.measures[change["measure"]]
    first, revised = change["first_value"], change["revised_value"]
    delta = "" if first is None or revised is None else format_change(revised - first, measure.unit)
    figures = (format_number(first, measure.unit), format_number(revised, measure.unit))
    return EnglandRow(measure.title, *figures, delta, revision_claims.claim_england(totals.kind, totals.month, change))


def _make_cell(site: EditionSite, change: RevisedItem) -> RevisedCell:
    measure = site.shared.measures.get(change.item) if change.is_measure else None
    unit = measure.unit if measure else "count"
    first, previous, revised = (
        "" if value is None else format_number(value, unit)
        for value in (change.first_value, change.previous_value, change.revised_value)
    )
    delta = "" if change.difference is None else format_change(change.difference, unit)
    code = change.organisation
    figures = (first, previous, revised, delta)
    claim = revision_claims.claim_revised_figure(change)
    return RevisedCell(code, _organisation_name(site, code), change.title, change.change, *figures, claim)
