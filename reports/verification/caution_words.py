"""What to know before a claimed gain is quoted, worked out again: its cautions, and the error rate of the method."""

from __future__ import annotations

import html
import re

from reports.claims.claim import ClaimValue
from reports.verification.headline_check import CLAIM_SOMETHING, has_levels
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse, Row, estimate_of

LARGEST_CHANCE = 0.05
"""Of a trend before adoption that is chance alone, below which the page warns of it (docs/gain.md)."""
CAUTION_WORDS = {
    "pre_trend": "The adopters were already gaining before they adopted, so part of this may not be the practice.",
    "trend_before": "The figures were already moving apart from those of the others before adoption.",
    "one_reading": "Too few months before adoption are published to tell a gain from the end of a dip.",
    "few_alike": "Hardly any others started as low (or as high), so what would have happened is uncertain.",
    "few_comparators": "More organisations have adopted than are left to compare with.",
    "readings_differ": "The gain depends on the months just before adoption: check the date of adoption.",
    "few_adopters": "There are only a few adopters, which is weak evidence that others would gain as much.",
    "whole_regions": "The adopters fill whole regions: what changed there for other reasons looks the same.",
    "one_of_many": "Of so many adopters some gain this much by chance, and this one does not stand out.",
    "other_practice": "{other} was adopted too, for the same measure.",
    "all_stopped": "All adopters have since stopped.",
}
"""The words of each caution, in the order in which they are shown."""
RATE = re.compile(r"Where nothing was gained, this method claims a gain in (\d+) of 100 trials\.")
ITEM = re.compile(r"<li><b>Caution:</b> (.*?)</li>")


def caution_values(warehouse: PracticeWarehouse, row: Row) -> tuple[ClaimValue, ...]:
    """The names of the cautions that are due, and the error rate of the method."""
    return (" ".join(_list_due(warehouse, row)), find_rate(warehouse, row))


def check_cautions(warehouse: PracticeWarehouse, row: Row, element: ClaimedElement) -> str:
    """The cautions that a page shows are those that are due, in their words; and so is the error rate."""
    wanted = [CAUTION_WORDS[name].format(other=row.get("other_practice")) for name in _list_due(warehouse, row)]
    shown = [html.unescape(words) for words in ITEM.findall(element.inner)]
    if shown != wanted:
        return f"the cautions are {wanted}, and the page has {shown}"
    if element.inner.count("Caution:</b>") != len(wanted):
        return "a caution is not in the list of cautions"
    rate, words = find_rate(warehouse, row), re.search(r'<span class="rate">(.*?)</span>', element.inner)
    if rate is None or words is None:
        return "" if (rate is None) == (words is None) else f"the error rate is {rate!r}"
    number = RATE.fullmatch(html.unescape(words[1]))
    is_right = number and abs(int(number[1]) - rate * 100) <= 0.5 + 1e-9
    return "" if is_right else f"the error rate is {rate!r}"


def moving_words(warehouse: PracticeWarehouse, row: Row) -> str:
    """How the first sentence of a claim ends where figures had moved before adoption."""
    is_own = "trend_before" in (row["grade_causes"] or "").split(",")
    if row["status"] not in CLAIM_SOMETHING or not (is_own or has_pre_trend(warehouse, row)):
        return ""
    whose = "its" if is_own and row["organisation"] else "the adopters’"
    return f", though {whose} figures were already moving before adoption"


def claims_gain(row: Row) -> bool:
    """Whether the lower limit of the gain is above none."""
    gain = estimate_of(row, "gain")
    return gain is not None and gain[1] > 0


def has_pre_trend(warehouse: PracticeWarehouse, row: Row) -> bool:
    """Whether the adopters of a claimed gain were gaining before they adopted, by more than chance."""
    trend = warehouse.trends.get(row["practice"])
    is_gaining = bool(trend and trend["p_value"] < LARGEST_CHANCE and trend["slope_per_year"] > 0)
    return claims_gain(row) and is_gaining


def _list_due(warehouse: PracticeWarehouse, row: Row) -> list[str]:
    """The names of the cautions; a headline without levels has them in its own sentence."""
    windows = warehouse.windows.get((row["practice"], row["organisation"]), {})
    if not claims_gain(row) or not has_levels(row, windows):
        return []
    causes, is_gaining = (row["grade_causes"] or "").split(","), has_pre_trend(warehouse, row)
    due = {name: name in causes for name in CAUTION_WORDS} | {
        "pre_trend": is_gaining,
        "trend_before": "trend_before" in causes and not is_gaining,
        "one_of_many": row.get("stands_out") is False,
        "other_practice": bool(row.get("other_practice")) and row["reason"] != "another_practice_since",
        "all_stopped": not row["organisation"] and bool(row.get("ever_adopted")) and not row.get("live_adopters"),
    }
    return [name for name in CAUTION_WORDS if due[name]]


def find_rate(warehouse: PracticeWarehouse, row: Row) -> float | None:
    """The share of trials without a gain in which one is claimed: the largest, if peers are of several kinds."""
    if not claims_gain(row):
        return None
    column = "single_claims" if row["organisation"] else "pooled_claims"
    rates = [rate[column] for rate in warehouse.rates.get(row["measure"], []) if rate[column] is not None]
    return max(rates) if rates else None
