"""Open proposals to recalculate limits: a page for each measure, with the evidence and what to write to decide."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports.charts.sparkline import sparkline_chart
from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.csv_text import csv_text
from reports.data.chart_limits import BY_THE_DATA, RebaseRecord
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import month_name
from reports.links import organisation_page_path, proposal_anchor, proposals_path
from reports.pages.site import EditionSite
from reports.slugs import slug

REGISTER_COLUMNS = (
    *("measure", "organisation", "month", "reason", "evidence"),
    *("proposed_by", "decision", "decided_by", "decided_on"),
)
PAGE = "proposals.html"


@dataclass(frozen=True)
class OpenProposal:
    """One proposal as the page shows it."""

    anchor: str
    name: str
    chart_page: str
    month: str
    evidence: str
    proposed_by: str
    chart: Markup
    register_rows: str
    claim: Claim


def proposals_page(site: EditionSite) -> None:
    """Write the list of measures, which is there even if nothing is open, and the page of each."""
    groups = [(measure, list_proposals(site, measure)) for measure in site.shared.measures.values()]
    shown = [(measure, proposals) for measure, proposals in groups if proposals]
    count = sum(len(proposals) for _, proposals in shown)
    listed = [
        (measure, proposals_path(measure.name), edition_claims.claim_proposals(len(proposals), measure.name), proposals)
        for measure, proposals in shown
    ]
    header = csv_text(REGISTER_COLUMNS, []).strip()
    site.write(PAGE, PAGE, groups=listed, count=count, count_claim=edition_claims.claim_proposals(count), header=header)
    for measure, path, claim, proposals in listed:
        site.write(
            path, "measure_proposals.html", measure=measure, proposals=proposals, count_claim=claim, header=header
        )


def list_proposals(site: EditionSite, measure: MeasureRecord) -> list[OpenProposal]:
    """The open proposals of a measure, by organisation and month."""
    open_rebases: dict[str, list[RebaseRecord]] = defaultdict(list)
    for (name, organisation), rebases in site.shared.rebases.items():
        if name == measure.name:
            open_rebases[organisation] += [rebase for rebase in rebases if rebase.is_open]
    codes = [code for code, rebases in open_rebases.items() if rebases and code in site.shared.organisations]
    if not codes:
        return []
    return [
        _make_proposal(site, series, rebase)
        for series in site.series.among(measure.name, codes)
        for rebase in open_rebases[series.organisation]
    ]


def _make_proposal(site: EditionSite, series: SeriesRecord, rebase: RebaseRecord) -> OpenProposal:
    name = site.shared.organisations[series.organisation].name
    label = escape(f"{series.measure.title}, {name}, with a mark at {month_name(rebase.month)}")
    chart = sparkline_chart(series, label, months=None, mark=rebase.month)
    return OpenProposal(
        anchor=proposal_anchor(rebase.measure, rebase.organisation),
        name=name,
        chart_page=f"{organisation_page_path(series.organisation, site.shared, '../')}#{slug(series.measure.name)}",
        month=month_name(rebase.month),
        evidence=_describe_evidence(rebase),
        proposed_by=rebase.proposed_by or "The figures",
        chart=Markup(chart),  # noqa: S704 - numbers and escaped text
        register_rows=write_register_rows(rebase),
        claim=edition_claims.claim_proposal(rebase),
    )


def _describe_evidence(rebase: RebaseRecord) -> str:
    """What a person gave as the reason, then how it is known; the figures alone give no reason."""
    reason = "" if rebase.state == BY_THE_DATA else f"{rebase.reason.rstrip('.')}."
    return f"{reason} {rebase.evidence or ''}".strip()


def write_register_rows(rebase: RebaseRecord) -> str:
    """The rows of the register `rebases` that would approve and decline it; capitals are to be filled in."""
    is_from_data = rebase.state == BY_THE_DATA
    reason = "WHAT CHANGED" if is_from_data else rebase.reason
    asked = (rebase.measure, rebase.organisation, f"{rebase.month:%Y-%m}", reason, rebase.evidence or "")
    rows = [
        (*asked, rebase.proposed_by or "YOUR ROLE", decision, "ROLE", "YYYY-MM-DD")
        for decision in ("approved", "declined")
    ]
    return csv_text(REGISTER_COLUMNS, rows).partition("\n")[2].strip()
