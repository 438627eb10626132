"""The log of data quality: every month, file, fault, warning, decision and rule, for those who look after the data."""

from __future__ import annotations

from reports.components import quality_claims
from reports.data import absences, decisions, quality_reader
from reports.formatting import MONTH_NAMES
from reports.pages.held_months import STATES, read_held_kinds
from reports.pages.site import EditionSite

PAGE = "quality-log.html"
PROBLEMS_SHOWN = 200
"""Most register faults listed on the page; the warehouse has them all."""


def quality_log(site: EditionSite) -> None:
    """Write the log; what readers need to know is on the page of data quality."""
    con = site.con
    rules = quality_reader.read_rule_tallies(con)
    problems = quality_reader.read_register_problems(con)
    kinds = read_held_kinds(site)
    site.write(
        PAGE,
        "quality_log.html",
        reasons=quality_reader.read_quarantine_reasons(con),
        warnings=quality_reader.read_warnings(con),
        problems=problems[:PROBLEMS_SHOWN],
        problem_count=len(problems),
        rules={kind.kind: [rule for rule in rules if rule.kind == kind.kind] for kind in kinds},
        kinds=kinds,
        titles={kind.kind: kind.title for kind in kinds},
        states=STATES,
        months=[month[:3] for month in MONTH_NAMES],
        rebases=quality_reader.read_requested_rebases(con),
        decisions=decisions.read_decisions(con),
        absences=absences.list_incomplete_totals(con),
        least=absences.read_flag_threshold(con),
        claims=quality_claims,
    )
