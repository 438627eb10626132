"""The check of claims about open proposals to recalculate limits: how many there are, and the evidence for each."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any

import duckdb

from reports.claims.claim import Claim, ClaimValue
from reports.verification.chart_marks import list_coloured
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.shown_numbers import MONTH, NUMBER, read_month, read_value, value_pattern, write_month

Values = tuple[ClaimValue, ...]
OPEN = """
    select measure, organisation, strftime(month, '%Y-%m') as month, state, reason, evidence, proposed_by
    from mart.rebase_proposal
    where state in ('proposed', 'proposed by the data') and problem is null
"""
BY_THE_DATA = "proposed by the data"


class ProposalCheck:
    """Checks claims about the open proposals."""

    kinds = frozenset({"proposal", "proposals"})

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse) -> None:
        cursor = con.execute(OPEN)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        self.series = series
        self.open: dict[tuple[str, str, str], dict[str, Any]] = {
            (row["measure"], row["organisation"], row["month"]): row
            for row in rows
            if (row["measure"], row["organisation"]) in series.series
        }

    def recompute(self, claim: Claim) -> Values | None:
        """What the claim should say; None where no such proposal is open."""
        if claim.kind == "proposals":
            counts = Counter(measure for measure, _, _ in self.open)
            return (counts[claim.measure] if claim.measure else len(self.open),)
        row = self.open.get((claim.measure, claim.organisation, claim.month))
        return None if row is None else (row["state"], row["proposed_by"])

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """What is wrong with the words of an element, if anything."""
        if claim.kind == "proposals":
            count = int(str(claim.values[0]))
            shown = re.match(rf"({NUMBER}|No) proposals?\b", element.text)
            is_right = shown and (0 if shown[1] == "No" else int(shown[1].replace(",", ""))) == count
            return "" if is_right else f"{count} proposals are open"
        row = self.open[claim.measure, claim.organisation, claim.month]
        facts = self.series.series[claim.measure, claim.organisation]
        return _check_month(claim, element) or _check_evidence(row, facts, element) or _check_chart(facts, element)


def _check_month(claim: Claim, element: ClaimedElement) -> str:
    """The month is the same in its cell, at the mark of the chart and in the two rows for the register."""
    month, key = write_month(claim.month), f"{claim.measure},{claim.organisation},{claim.month},"
    texts = (f"<td>{month}</td>", f'with a mark at {month}"')
    is_right = all(text in element.inner for text in texts) and element.text.count(key) == 2
    is_right = is_right and all(element.text.count(f",{word},ROLE") == 1 for word in ("approved", "declined"))
    return "" if is_right else f"the proposal is of {month} ({key})"


def _check_evidence(row: dict[str, Any], facts: SeriesFacts, element: ClaimedElement) -> str:
    cell = re.search(r'<td class="wo">(.*?)<small>Proposed by: (.*?)</small>', element.inner)
    shown, proposer = (html.unescape(words) for words in cell.groups()) if cell else ("", "")
    if proposer != (row["proposed_by"] or "The figures"):
        return f"it was proposed by {row['proposed_by']}"
    if row["state"] == BY_THE_DATA:
        return _check_levels(row["month"], facts, shown)
    wanted = f"{row['reason'].rstrip('.')}. {row['evidence'] or ''}".strip()
    return "" if shown == wanted else f"the register says “{wanted}”"


def _check_levels(month: str, facts: SeriesFacts, words: str) -> str:
    """The months in a row on one side of the mean before, and both means, from the figures themselves."""
    value = value_pattern(facts.measure.unit)
    parts = re.fullmatch(
        rf"({NUMBER}) months in a row (above|below) the mean before, from ({MONTH}) on: {value} on average, "
        rf"{value} in the ({NUMBER}) before\.",
        words,
    )
    at = next((at for at, day in enumerate(facts.months) if f"{day:%Y-%m}" == month), None)
    if parts is None or not at or read_month(parts[3]) != month:
        return "it does not read as the evidence of a new level"
    count = int(parts[6].replace(",", ""))
    before, after = facts.values[max(at - count, 0) : at], facts.values[at:]
    mean_before, mean = sum(before) / len(before), sum(after) / len(after)
    sides = [(figure > mean_before) == (mean > mean_before) for figure in after]
    in_a_row = sides.index(False) if False in sides else len(sides)
    is_right = int(parts[1]) == in_a_row and (parts[2] == "above") == (mean > mean_before) and len(before) == count
    shown = [read_value(parts[place], facts.measure.unit) for place in (4, 5)]
    is_right = is_right and shown[0].shows(mean) and shown[1].shows(mean_before)
    return "" if is_right else f"{in_a_row} months in a row; {mean!r} on average, {mean_before!r} before"


def _check_chart(facts: SeriesFacts, element: ClaimedElement) -> str:
    colours = facts.colours_from(0).replace(".", "").replace("u", "")
    return "" if list_coloured(element.inner) == colours else f"the coloured months are {colours}"
