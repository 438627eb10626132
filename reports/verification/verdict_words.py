"""Reads back the sentences and reasons of a verdict: its status, its estimates, its months, its cautions."""

from __future__ import annotations

import math
import re

from reports.claims.claim import Claim
from reports.verification.caution_words import moving_words
from reports.verification.gain_numbers import count_words, write_gain
from reports.verification.headline_check import check_headline, has_levels
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import (
    PracticeWarehouse,
    Row,
    estimate_of,
    is_falling,
    printed_gain,
)
from reports.verification.reason_words import check_reason
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.shown_numbers import (
    NUMBER,
    read_number,
    unknown_numbers,
)
from reports.verification.status_words import chart_title_of, label_of, opening_of
from reports.verification.verdict_figures import VerdictFigures

ALWAYS_UNSURE = ("not_adopted", "not_assessable", "too_early")
EFFECT = re.compile(
    rf"(?:({NUMBER})(?:%| percentage points) (better|worse|lower \(better\)|higher \(worse\)) than|as) expected"
)
DIFFERENCES = re.compile(
    rf"from what was expected was ([+−]?{NUMBER}%? ?[a-z ]*?)"
    rf"(?: if they are taken into account and |; in the latest year, )([+−]?{NUMBER}%? ?[a-z ]*?)(?: if they|\.)"
)
"""Two effects with their signs: of a gain that is lost or eroding by year, of one in dispute by reading."""
THREE_DIFFERENCES = re.compile(
    rf"from what was expected was ([+−]?{NUMBER}%? ?[a-z ]*?) if they are taken into account, "
    rf"([+−]?{NUMBER}%? ?[a-z ]*?) if three are left out and ([+−]?{NUMBER}%? ?[a-z ]*?) if nine are\."
)


def _check_signs(row: Row, text: str) -> str:
    """Every number with a sign is a gain, or a limit of one, of that sign."""
    estimates = [end for kind in ("gain", "current") for end in estimate_of(row, kind) or ()]
    known = [printed_gain(row, value) or 0.0 for value in estimates]
    known += [end * 100 for end in estimate_of(row, "share") or ()]
    for sign, number in re.findall(r"([+−])(\d[\d,]*(?:\.\d+)?)", text):
        shown = read_number(number).times(1 if sign == "+" else -1)
        if not any(shown.shows(true) for true in known):
            return f"{sign}{number} is no gain of it"
    return ""


def _check_bounds(row: Row, text: str) -> str:
    """A single limit of the share of a gain that is left is the right one of the two."""
    ends = dict(zip(("at least", "at most"), (estimate_of(row, "share") or (None, None, None))[1:], strict=True))
    for words, number in re.findall(rf"\((at least|at most) ({NUMBER})%\)", text):
        if ends[words] is None or not read_number(number).shows((ends[words] or 0.0) * 100):
            return f"the share is {words} {ends[words]!r}"
    return ""


def _check_differences(row: Row, wanted: list[float | None], text: str) -> str:
    """Both effects; neither where they are withheld."""
    shown = (DIFFERENCES if len(wanted) < 3 else THREE_DIFFERENCES).search(text)
    true = [write_gain(row, effect, short=False) for effect in wanted if effect is not None]
    if shown is None:
        return "" if len(true) < len(wanted) or row.get("is_withheld") else f"the effects are {true}"
    return "" if list(shown.groups()) == true else f"the effects are {true}"


BALANCE_WORDS = {
    "not_worse": "Not worse",
    "worse": "Worse",
    "better": "Better",
    "cannot_tell": "Cannot tell yet",
    "": "Not measured",
}


def _as_per_cent(number: float) -> tuple[float, float]:
    """A difference of logarithms as the per cent by which a figure is higher, or lower."""
    return (math.expm1(number) * 100, math.expm1(-number) * 100) if abs(number) < 50 else (0.0, 0.0)


class VerdictWords:
    """Checks the sentences about verdicts."""

    def __init__(self, warehouse: PracticeWarehouse, series: SeriesWarehouse) -> None:
        self.warehouse, self.series = warehouse, series
        self.figures = VerdictFigures(warehouse, series)

    def check(self, claim: Claim, row: Row, element: ClaimedElement) -> str:
        """What is wrong with a headline, a sentence after it, a reason, or the title of the chart."""
        text = element.text
        if claim.kind == "chart title":
            words = "until it merged" if row.get("merged_into") else chart_title_of(row)
            return "" if text.endswith(f": {words}") else f"the status is {row['status']}"
        windows = self.warehouse.windows.get((row["practice"], row["organisation"]), {})
        if claim.kind == "verdict" and row["measure"] in self.series.measures and has_levels(row, windows):
            merged_into, moving = row.get("merged_into") or "", moving_words(self.warehouse, row)
            name = self.warehouse.names.get(merged_into, merged_into)
            return check_headline(row, windows, self.series.measures[row["measure"]], name, text, moving)
        fault = self._check_headline(row, text) if claim.kind == "verdict" else ""
        if claim.kind == "row":
            fault = _check_signs(row, text) or _check_bounds(row, text)
        if claim.kind == "reason":
            return check_reason(self.warehouse, row, element)
        return fault or self.figures.check(row, text)

    def check_balance(self, claim: Claim, element: ClaimedElement) -> str:
        """The finding on a balancing measure, with its effect, limits and margin."""
        *numbers, finding = claim.values
        if BALANCE_WORDS[str(finding or "")] not in element.text or ('class="worse"' in element.inner) != (
            finding == "worse"
        ):
            return f"the finding is {finding}"
        known = {float(str(number)) for number in numbers if number is not None}
        known = {printed for number in known for printed in (number * 100, *_as_per_cent(number))}
        title = self.series.measures[claim.measure].title if claim.measure in self.series.measures else claim.measure
        unknown = unknown_numbers(element.text.replace(title, ""), known)
        return f"{unknown[0]} is no figure of it" if unknown else ""

    def check_joint(self, row: Row, text: str) -> str:
        """The sentence on two practices together, which names the other one first."""
        if text.endswith(" are not counted."):
            took_up = f"{count_words(row['adopters_of_both'], 'organisation')} took up both"
            wanted = f"{took_up}; {count_words(row['settled_months'], 'month')} from the first on are not counted."
            return "" if text == wanted else f"it should be: {wanted}"
        opening = f"Together with {row['other_title']}: "
        if not text.startswith(opening):
            return f"the other practice is {row['other_title']}"
        rest = text.removeprefix(opening)
        is_provisional = bool(row["is_provisional"]) and row["status"] not in ALWAYS_UNSURE
        if rest.startswith("provisionally: ") != is_provisional:
            return f"the status is {'provisional' if is_provisional else 'confirmed'}"
        rest = rest.removeprefix("provisionally: ")
        if not rest.lower().startswith(opening_of(row)):
            return f"the status is {row['status']} ({row['reason']}): “{opening_of(row)}”"
        return self._check_effects(row, rest) or self.figures.check(row, rest)

    def _check_headline(self, row: Row, text: str) -> str:
        opening = opening_of(row)
        if row.get("is_withheld") and row["status"] not in ALWAYS_UNSURE:
            opening = label_of(row).lower()
        rest = text
        if row.get("merged_into"):
            merged, _, rest = text.partition("; until then: ")
            if not merged.startswith("It merged into "):
                return f"it has merged into {row['merged_into']}"
        is_provisional = row["is_provisional"] and row["status"] not in ALWAYS_UNSURE and not row.get("merged_into")
        if rest.startswith("Provisionally: ") != bool(is_provisional):
            return f"the status is {'provisional' if is_provisional else 'confirmed'}"
        rest = rest.removeprefix("Provisionally: ")
        if not rest.lower().startswith(opening):
            return f"the status is {row['status']} ({row['reason']}): “{opening}”"
        return self._check_effects(row, rest) or self._check_cautions(row, text)

    def _check_effects(self, row: Row, text: str) -> str:
        """The first year, and the latest one where the sentence has both."""
        if (row["reason"] or "") == "depends_on_months_before":
            readings = ("gain_with_quarter", "gain_without_quarter", "gain_without_nine_months")
            wanted = [row[name] for name in readings if row[name] is not None]
        else:
            wanted = [row["gain"], row["current"]]
        if (row["reason"] or "") == "depends_on_months_before" or row["status"] in ("lost", "eroding"):
            return _check_differences(row, wanted, text)
        effects = list(EFFECT.finditer(text))
        for effect, value in zip(effects, wanted, strict=False):
            printed = printed_gain(row, value)
            if printed is None:
                return "there is no such estimate"
            is_better = printed < 0 if is_falling(row) else printed > 0
            shown = read_number(effect[1]) if effect[1] else read_number("0.0")
            if not shown.shows(abs(printed)) or (effect[2] and (not effect[2].find("better") < 0) != is_better):
                return f"the estimate is {printed!r}"
        return "" if len(effects) <= len(wanted) else "there are more estimates than windows"

    def _check_cautions(self, row: Row, text: str) -> str:
        causes = (row["grade_causes"] or "").split(",")
        gain = estimate_of(row, "gain")
        trend = self.warehouse.trends.get(row["practice"])
        is_rising = bool(trend and gain and gain[1] > 0 and trend["p_value"] < 0.05 and trend["slope_per_year"] > 0)
        is_stopped = row["organisation"] == "" and row.get("ever_adopted") and not row.get("live_adopters")
        cautions = {
            "Caution: the adopters were already gaining before": is_rising,
            "figures were already moving before adoption": bool(moving_words(self.warehouse, row)),
            "Hardly any others started as low": "few_alike" in causes,
            "All adopters have since stopped": bool(is_stopped),
        }
        wrong = [words for words, is_due in cautions.items() if (words in text) != is_due]
        return f"“{wrong[0]}” is {'missing' if cautions[wrong[0]] else 'not true'}" if wrong else ""
