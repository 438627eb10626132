"""Reads back the sentences and reasons of a verdict: its status, its estimates, its months, its cautions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from reports.claims.claim import Claim
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import (
    PracticeWarehouse,
    Row,
    dates_of,
    estimate_of,
    is_falling,
    numbers_of,
    printed_gain,
)
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.shown_numbers import (
    MONTH,
    NUMBER,
    SHORT_MONTH,
    read_month,
    read_number,
    unknown_numbers,
)

STATUS_WORDS = {
    "not_adopted": ("Not adopted", "plain", "s-nil"),
    "not_assessable": ("Not assessable", "plain", "s-nil"),
    "too_early": ("Too early", "plain", "s-wait"),
    "gain_emerging": ("Gain emerging", "fair", "s-up"),
    "no_detectable_gain": ("No detectable gain", "plain", "s-flat"),
    "gain": ("Gain", "fair", "s-up"),
    "re_gained": ("Won back", "good", "s-back"),
    "sustained": ("Sustained", "good", "s-held"),
    "lost": ("Lost", "bad", "s-lost"),
    "eroding": ("Eroding", "poor", "s-down"),
    "inconclusive": ("Inconclusive", "plain", "s-ask"),
}
"""The words, the colour and the sign of a badge."""
REASON_WORDS = {
    "no_worthwhile_gain": "No gain worth having",
    "inconclusive_gain": "No gain detectable",
    "depends_on_months_before": "Gain depends on the date",
    "still_to_hold": "Gain, still to hold",
    "too_few_with_both_years": "Gain, still to hold",
    "came_late": "Gain in the latest year",
    "another_practice_since": "Gain, another practice since",
    "too_few_left_to_compare": "Gain, few left to compare",
    "weak_evidence_of_holding": "Gain, weak evidence",
}
OPENINGS = {
    "not_adopted": "this practice has not been adopted here",
    "not_assessable": "no verdict can be given",
    "too_early": "it is too early to tell",
    "gain_emerging": "a gain is emerging",
    "no_detectable_gain": "no gain can be told from chance",
    "gain": "there is a gain",
    "re_gained": "the gain has been won back",
    "sustained": "the gain is holding",
    "lost": "the gain has been lost",
    "eroding": "the gain is eroding",
    "inconclusive": "there was a gain; whether it has held cannot be told",
}
REASON_OPENINGS = {
    "no_worthwhile_gain": "no gain worth having is seen",
    "depends_on_months_before": "whether there is a gain depends on the months just before adoption",
    "came_late": "there is a gain in the latest year; in the first, none was certain",
    "weak_evidence_of_holding": "there is a gain, and it seems to hold, on weak evidence",
}
CHART_TITLES = {
    "sustained": "the gain after adoption is holding",
    "re_gained": "the gain has come back",
    "gain": "better after adoption",
    "gain_emerging": "a gain is emerging",
    "lost": "the gain after adoption is gone",
    "eroding": "part of the gain is gone",
    "inconclusive": "better after adoption, then unclear",
    "no_detectable_gain": "no gain that stands out from chance",
    "too_early": "too early to tell",
    "not_assessable": "not assessable",
}
ALWAYS_UNSURE = ("not_adopted", "not_assessable", "too_early")
CONSTANTS = (90.0, 8.0, 10.0, 0.01)
"""Numbers of the sentences themselves: 90% limits, 8 times in 10, p < 0.01."""
EFFECT = re.compile(
    rf"(?:({NUMBER})(?:%| percentage points) (better|worse|lower \(better\)|higher \(worse\)) than|as) expected"
)


def label_of(row: Row) -> str:
    return REASON_WORDS.get(row["reason"] or "", STATUS_WORDS[row["status"]][0])


def opening_of(row: Row) -> str:
    return REASON_OPENINGS.get(row["reason"] or "", OPENINGS[row["status"]])


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


BALANCE_WORDS = {
    "not_worse": "Not worse",
    "worse": "Worse",
    "better": "Better",
    "cannot_tell": "Cannot be told",
    "": "Not computed",
}


def _as_per_cent(number: float) -> tuple[float, float]:
    """A difference of logarithms as the per cent by which a figure is higher, or lower."""
    return (math.expm1(number) * 100, math.expm1(-number) * 100) if abs(number) < 50 else (0.0, 0.0)


class VerdictWords:
    """Checks the sentences about verdicts."""

    def __init__(self, warehouse: PracticeWarehouse, series: SeriesWarehouse) -> None:
        self.warehouse, self.series = warehouse, series

    def check(self, claim: Claim, row: Row, element: ClaimedElement) -> str:
        """What is wrong with a headline, a sentence after it, a reason, or the title of the chart."""
        text = element.text
        if claim.kind == "chart title":
            words = "until it merged" if row.get("merged_into") else CHART_TITLES[row["status"]]
            return "" if text.endswith(f": {words}") else f"the status is {row['status']}"
        fault = self._check_headline(row, text) if claim.kind == "verdict" else ""
        if claim.kind == "row":
            fault = _check_signs(row, text)
        if claim.kind == "reason":
            fault = self._check_reason(row, element)
        return fault or self._check_figures(row, text)

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
            wanted = [row["gain_with_quarter"], row["gain_without_quarter"]]
        else:
            wanted = [row["gain"], row["current"]]
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
            "Adopters were already moving apart": "trend_before" in causes,
            "Hardly any others started as low": "few_alike" in causes,
            "All adopters have since stopped": bool(is_stopped),
        }
        wrong = [words for words, is_due in cautions.items() if (words in text) != is_due]
        return f"“{wrong[0]}” is {'missing' if cautions[wrong[0]] else 'not true'}" if wrong else ""

    def _check_reason(self, row: Row, element: ClaimedElement) -> str:
        text, state = element.text, element.attributes.get("class", "")
        gain, share = estimate_of(row, "gain"), estimate_of(row, "share")
        hold, lost = (self.warehouse.parameters.get(name, 0.0) for name in ("share_that_holds", "share_that_is_lost"))
        if re.match(r"Gain [+−\d]", text):
            is_sure = bool(gain and gain[1] > 0) or row["reason"] == "came_late"
            is_right = (state == "ok") == is_sure == ("more than chance" in text)
            return "" if is_right else f"the lower limit of the gain is {gain and gain[1]!r}"
        if share and re.search(r"of the gain is (kept|left)", text):
            is_holding = share[0] >= hold
            wanted = "ok" if is_holding and share[1] > lost else "mid" if is_holding else "no"
            return "" if state == wanted else f"the share is {share!r}"
        if text.startswith(("Confirmed", "Provisional")):
            is_right = text.startswith("Provisional") == bool(row["is_provisional"]) == (state == "mid")
            return "" if is_right else f"provisional: {row['is_provisional']}"
        if "all months" in text:
            is_same = row["status_with_shocks"] == row["status"]
            is_right = text.startswith("The same with all months") == is_same == (state == "ok")
            return "" if is_right else f"with all months it is {row['status_with_shocks']}"
        if "stand" in text and text.startswith(("Stands out", "Does not stand out")):
            is_right = text.startswith("Stands out") == bool(row["stands_out"]) == (state == "ok")
            return "" if is_right else f"it stands out: {row['stands_out']}"
        grade = re.match(r"Evidence grade ([A-D])", text)
        if grade:
            is_right = grade[1] == row["evidence_grade"] and (state == "ok") == (grade[1] == "A")
            return "" if is_right else f"the grade is {row['evidence_grade']}"
        return ""

    def _check_figures(self, row: Row, text: str) -> str:
        """Every month and every number is one of the verdict, its practice, its measure or its conventions."""
        known_months = set(self._known_months(row))
        for month in re.findall(rf"{MONTH}|{SHORT_MONTH}", text):
            if read_month(month) not in known_months:
                return f"{month} is no month of the verdict"
        rest = re.sub(rf"{MONTH}|{SHORT_MONTH}", "", text)
        for name in self._names(row):
            rest = rest.replace(name, "")
        unknown = unknown_numbers(re.sub(r"\b[A-Z]+\d\w*|\d+(?:-[a-z]+)+", "", rest), self._known_numbers(row))
        return f"{unknown[0]} is no figure of the verdict" if unknown else ""

    def _names(self, row: Row) -> Iterator[str]:
        measure = self.series.measures.get(row["measure"])
        title = measure.title if measure else row["measure"]
        yield from (title, title[:1].lower() + title[1:], row.get("other_practice") or "\0", row["reason"] or "\0")
        yield from self.warehouse.shocks
        adoption = self.warehouse.adoptions.get((row["practice"], row["organisation"]), {})
        codes = (row["organisation"], adoption.get("peer_organisation"), adoption.get("contact"))
        names = (*codes, *(self.warehouse.names.get(code or "") for code in codes[:2]))
        # pages write a name that is published in capitals with normal ones
        yield from (written for name in names if name for written in (name, name.title(), name.capitalize()))
        yield from filter(None, (self.warehouse.names.get(row.get("merged_into") or ""),))

    def _known_months(self, row: Row) -> Iterator[str]:
        yield from dates_of(row)
        yield from dates_of(self.warehouse.adoptions.get((row["practice"], row["organisation"]), {}))
        if row["adopted_month"]:
            washout = self.warehouse.practices[row["practice"]]["washout_months"]
            months = self.warehouse.parameters.get("provisional_months", 0) + (3 if washout is None else washout)
            year, month = divmod(row["adopted_month"].year * 12 + row["adopted_month"].month - 1 + int(months), 12)
            yield f"{year}-{month + 1:02d}"

    def _known_numbers(self, row: Row) -> set[float]:
        practice = self.warehouse.practices[row["practice"]]
        known = {*CONSTANTS, *numbers_of(row), *numbers_of(self.warehouse.parameters)}
        known |= numbers_of({**self.warehouse.trends.get(row["practice"], {}), "scale": row["scale"]})
        for rate in self.warehouse.rates.get(row["measure"], []):
            known |= numbers_of(rate)
        washout = practice["washout_months"]
        washout = self.warehouse.parameters.get("washout_months", 3) if washout is None else washout
        known |= {washout + self.warehouse.parameters.get(name, 0) for name in ("provisional_months", "window_months")}
        known |= numbers_of(self.warehouse.adoptions.get((row["practice"], row["organisation"]), {}))
        known.add(2 * self.warehouse.parameters.get("window_months", 0))
        return known | set(self._level_means(row))

    def _level_means(self, row: Row) -> Iterator[float]:
        """The means of the measure over the windows, which are not the gain."""
        facts = self.series.series.get((row["measure"], row["organisation"]))
        for name in ("current", "gain") if facts else ():
            first, last = row[f"{name}_from"], row[f"{name}_to"]
            if facts is None or first is None or last is None:
                continue
            values = [v for month, v in zip(facts.months, facts.values, strict=True) if first <= month <= last]
            if values:
                yield sum(values) / len(values)
                yield 100 * sum(values) / len(values)
