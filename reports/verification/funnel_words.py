"""Reads back what a funnel plot says of its trusts. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re

from reports.claims.claim import Claim
from reports.verification.counted_words import numbers_of_claim, reads_as_counts
from reports.verification.edition_facts import EditionWarehouse
from reports.verification.funnel_marks import check_funnel_picture
from reports.verification.page_elements import ClaimedElement
from reports.verification.shown_numbers import MONTH, NUMBER, read_month, read_value, value_pattern


def check_funnel(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """The picture, its month, and how many trusts lie outside the limits."""
    peers, above, below = (numbers_of_claim(claim)[at] or 0 for at in range(3))
    if element.tag == "div":
        rows = [row for (measure, _), row in warehouse.funnels.items() if measure == claim.measure]
        return check_funnel_picture(rows, above, below, element)
    if element.attributes.get("class") in ("subt", "axis"):
        months = re.findall(MONTH, element.text)
        return "" if [read_month(month) for month in months] == [claim.month] else f"the month is {claim.month}"
    if element.tag == "summary":
        return reads_as_counts(rf"Show the data \(({NUMBER}) trusts?\)", element.text, peers)
    if element.tag == "p":
        pattern = (
            rf"Funnel plot of ({NUMBER}) NHS trusts\. ({NUMBER}) lie above the upper 99\.8% limit and ({NUMBER}) below "
            r"the lower one; they are named below the chart\."
        )
        return reads_as_counts(pattern, element.text, peers, above, below)
    if not above + below:
        return "" if element.text == "No NHS trust lies outside the funnel" else "none lies outside"
    return reads_as_counts(
        rf"({NUMBER}) of ({NUMBER}) NHS trusts lie outside the funnel", element.text, above + below, peers
    )


def check_outlier(warehouse: EditionWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """The figure of a trust outside the limits."""
    unit = warehouse.series.measures[claim.measure].unit
    number = re.fullmatch(value_pattern(unit), element.text)
    is_right = number and read_value(number[1], unit).shows(float(str(claim.values[0])))
    return "" if is_right else f"the figure is {claim.values[0]}"
