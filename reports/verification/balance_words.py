"""Works the findings on balancing measures out again, and reads the sentence on all of them back."""

from __future__ import annotations

import re

from reports.claims.claim import Claim, ClaimValue
from reports.verification.practice_facts import PracticeWarehouse, Row
from reports.verification.series_facts import SeriesWarehouse

Values = tuple[ClaimValue, ...]


def balance_values(row: Row | None) -> Values:
    """The effect on a balancing measure with its limits, the margin and the finding."""
    if row is None:
        return (None, None, None, None, "")
    limits = (row["effect"], row["lower"], row["upper"])
    limits = limits if None not in limits else (None, None, None)
    return (*limits, row["margin"], row["finding"])


def balances_values(warehouse: PracticeWarehouse, series: SeriesWarehouse, practice: str) -> Values | None:
    """How many balancing measures the register names, which got worse, and which cannot be judged yet."""
    if practice not in warehouse.practices:
        return None
    worse, unknown = [], []
    measures = warehouse.practices[practice]["balancing_measures"] or ()
    for measure in measures:
        title = series.measures[measure].title if measure in series.measures else measure
        finding = warehouse.balances.get((practice, measure), {}).get("finding")
        if finding == "worse":
            worse.append(title)
        elif finding not in ("better", "not_worse"):
            unknown.append(title)
    return (len(measures), "; ".join(sorted(worse)), "; ".join(sorted(unknown)))


def check_balances(claim: Claim, text: str) -> str:
    """The sentence names those that got worse, or else those of which nothing can be said yet."""
    count, worse, unknown = (str(value or "") for value in claim.values)
    named = [title for title in (worse or unknown).split("; ") if title]
    if worse:
        opening = "Something else got worse: "
    elif not unknown:
        return "" if text == "Nothing else that was watched got worse" else "none of them got worse"
    elif len(named) == int(count):
        return "" if text == "We cannot yet tell if anything else got worse" else "none of them can be judged yet"
    else:
        opening = "Nothing else is seen to have got worse, but we cannot yet tell for "
    shown = text.removeprefix(opening).lower()
    for title in sorted(named, key=len, reverse=True):
        shown = shown.replace(title.lower(), "", 1)
    is_right = text.startswith(opening) and not re.sub(r"\band\b|,", "", shown).strip()
    return "" if is_right else f"{'worse' if worse else 'not known'}: {'; '.join(named)}"
