"""Local figures that were sent again with a different value, for the page of revisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports.claims.claim import Claim
from reports.components import revision_claims
from reports.csv_text import csv_text
from reports.data.revisions_reader import LocalRevision, read_local_revisions
from reports.formatting import format_number
from reports.pages.site import EditionSite

CSV_FIELDS = ("measure", "organisation", "month", "first", "now")
CSV_FILE = "data/revisions-local.csv"
HIDDEN, NONE = "hidden", "no figure"


@dataclass(frozen=True)
class RestatedFigure:
    """A local figure before and after, as printed on the page."""

    title: str
    organisation: str
    name: str
    month: date
    first: str
    now: str
    fault: str
    claim: Claim


def list_restated_figures(site: EditionSite) -> list[RestatedFigure]:
    """List every restated figure, with small numbers marked as hidden, and write their CSV."""
    figures = [_make_restated_figure(site, revision) for revision in read_local_revisions(site.con)]
    if figures:
        cells = (
            (figure.title, figure.organisation, f"{figure.month:%Y-%m}", figure.first, figure.now) for figure in figures
        )
        site.keep(CSV_FILE, csv_text(CSV_FIELDS, cells))
    return figures


def _make_restated_figure(site: EditionSite, revision: LocalRevision) -> RestatedFigure:
    organisation = site.shared.organisations.get(revision.organisation)
    return RestatedFigure(
        revision.title,
        revision.organisation,
        organisation.name if organisation else revision.organisation,
        revision.month,
        _format_figure(revision.first_value, revision.unit, is_hidden=revision.is_first_hidden),
        _format_figure(revision.revised_value, revision.unit, is_hidden=revision.is_revised_hidden),
        (revision.fault or "").replace("_", " "),
        revision_claims.claim_local_revision(revision),
    )


def _format_figure(value: float | None, unit: str, *, is_hidden: bool) -> str:
    if is_hidden:
        return HIDDEN
    return NONE if value is None else format_number(value, unit)
