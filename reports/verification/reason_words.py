"""Reads the reasons of a verdict back: each has a form of its own, and each number in it one true value."""

from __future__ import annotations

import re
from collections.abc import Callable

from reports.verification import holding_checks, reason_checks
from reports.verification.caution_words import find_rate, has_pre_trend
from reports.verification.gain_forms import GAIN, LIMITS, SHARE, SIZE, share_form, share_limits_form
from reports.verification.holding_checks import since_of
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse, Row, estimate_of
from reports.verification.reason_facts import Faults, Parts, ReasonFacts
from reports.verification.shown_numbers import MONTH, NUMBER, SHORT_MONTH

STATE_WORDS = {"ok": "met", "mid": "to note", "no": "not met"}
SPAN = rf"{SHORT_MONTH} to {SHORT_MONTH}"


def check_reason(warehouse: PracticeWarehouse, row: Row, element: ClaimedElement) -> str:
    """What is wrong with a reason; nothing if it is true."""
    facts, state = ReasonFacts(warehouse, row), element.attributes.get("class", "")
    text, words = element.text, STATE_WORDS.get(state)
    if words is None or f" ({words}) " not in text:
        return f"its state is {state or 'none'}, and its words say something else"
    text = text.replace(f" ({words}) ", " | ", 1)
    for pattern, check in REASON_FORMS:
        parts = re.fullmatch(pattern(facts) if callable(pattern) else pattern, text)
        if parts:
            return next((fault for fault in check(facts, parts.groupdict(), state) if fault), "")
    return f"it reads as no reason of a verdict: {text}"


def count_reasons(warehouse: PracticeWarehouse, row: Row) -> int:
    """How many reasons a verdict has: one for each finding that it rests on, and none is left out."""
    facts = ReasonFacts(warehouse, row)
    if row["status"] == "not_assessable":
        both = [practice for practice, _ in warehouse.joint if practice == row["practice"]]
        return 2 + (0 if row["organisation"] else len(both))
    gain = estimate_of(row, "gain")
    due = (
        row["status"] in ("too_early", "gain_emerging"),
        not row["organisation"] and bool(row.get("adopters")),
        row.get("baseline_months") is not None,
        row["comparators"] is not None,
        gain is not None,
        has_pre_trend(warehouse, row),
        find_rate(warehouse, row) is not None,
        holding_checks.is_share_due(facts),
        row.get("holding_months") is not None and gain is not None,
        row["evidence_grade"] is not None,
        row["status_with_shocks"] is not None and bool(warehouse.shocks),
        row.get("stands_out") is not None and gain is not None and gain[1] > 0,
    )
    # and one on how firm the status is
    return sum(due) + 1


def _share_pattern(facts: ReasonFacts) -> str:
    share = estimate_of(facts.row, "share")
    needed = rf"(?P<needed>at least {SHARE} needed, and the lower limit above {SHARE})"
    return "(?!)" if share is None else rf"{share_form(share[0])} \| {share_limits_form(share[0])}; {needed}"


def _since_pattern(facts: ReasonFacts) -> str:
    share = since_of(facts.row)
    if share is None:
        return "(?!)"
    return rf"{share_form(share[0])} since the first year \| {share_limits_form(share[0])}; not a whole year yet"


REASON_FORMS: tuple[tuple[str | Callable[[ReasonFacts], str], Callable[[ReasonFacts, Parts, str], Faults]], ...] = (
    (r"Something is missing \| (?P<what>.+)", reason_checks.check_what_is_missing),
    (
        r"Together with (?P<other>.+): (?P<label>[^:|]+) \| One verdict for both practices, below",
        reason_checks.check_both_practices,
    ),
    (
        (
            r"(?P<what>Too few months since adoption|Not a whole year yet) \| (?P<some>\d+) months after "
            r"adoption before we say anything, (?P<year>\d+) before we call it a gain; both include "
            r"(?P<washout>\d+) months? to settle in"
        ),
        reason_checks.check_months_needed,
    ),
    (
        (
            rf"(?P<adopters>{NUMBER}) adopters? with a whole year \| (?:Of (?P<ever>{NUMBER}) that ever adopted"
            rf"|About (?P<needed>{NUMBER}) needed to see a gain of (?P<worthwhile>{SIZE})"
            rf"(?:; these show one of (?P<least>{SIZE}) or more)?)"
        ),
        reason_checks.check_adopters,
    ),
    (
        (
            rf"(?P<months>{NUMBER}) months? before adoption \| (?:Baseline (?P<span>{SPAN}); )?at least "
            rf"(?P<need>{NUMBER}) needed, (?P<best>{NUMBER}) for grade A"
        ),
        reason_checks.check_baseline,
    ),
    (
        rf"(?P<count>{NUMBER}) comparators? \| Same kind, not adopted; at least (?P<need>{NUMBER}) needed",
        reason_checks.check_comparators,
    ),
    (
        (
            rf"Gain (?P<gain>{GAIN})(?P<late> in the latest year)? \| 90% limits (?P<limits>{LIMITS}): "
            r"(?P<finding>more than chance|depends on the months just before adoption; check the date"
            r"|worse by more than chance|may be chance"
            rf"(?:; (?P<least>{SIZE}) would usually be seen)?)"
        ),
        reason_checks.check_gain_reason,
    ),
    (
        (
            rf"Already gaining before adoption \| (?P<slope>{GAIN}) a year against the others \(limits "
            rf"(?P<limits>{LIMITS}), p (?:< 0\.01|= (?P<chance>{NUMBER}))\): part of the gain may be this trend"
        ),
        reason_checks.check_trend,
    ),
    (
        (
            rf"A gain is claimed where there is none in (?P<rate>{NUMBER})% of trials \| Measured on organisations "
            rf"that have not adopted(?:; (?P<worst>{NUMBER})% if the lowest adopt first)?"
        ),
        reason_checks.check_error_rate,
    ),
    (_share_pattern, holding_checks.check_share),
    (_since_pattern, holding_checks.check_share_since),
    (
        rf"No share of the gain yet \| It takes the year after the first one(?:: (?P<month>{MONTH}) at the earliest)?",
        holding_checks.check_no_share,
    ),
    (
        (
            rf"Followed (?P<months>{NUMBER}) of (?P<need>{NUMBER}) months \| (?:Latest year (?P<span>{SPAN})|Counted "
            "after the first year)(?P<after>; after support had ended)?"
        ),
        holding_checks.check_follow_up,
    ),
    (
        rf"Confirmed \| Since (?:(?P<month>{MONTH})|the first run); (?P<runs>{NUMBER}) monthly runs? in a row agree",
        holding_checks.check_stability,
    ),
    (
        (
            rf"Provisional \| Since (?:(?P<month>{MONTH})|the first run); counts after (?P<runs>{NUMBER}) monthly runs?"
            "(?:; until then the status is “(?P<until>[^”]+)”)?"
        ),
        holding_checks.check_stability,
    ),
    (r"Evidence grade (?P<grade>[A-D]) \| (?P<why>.+)", holding_checks.check_grade),
    (
        r"The same with all months \| (?P<titles>.+): left out here; with it, the same status",
        holding_checks.check_shocks,
    ),
    (r"With all months: (?P<label>[^|]+) \| (?P<titles>.+): left out here", holding_checks.check_shocks),
    (r"Stands out among all adopters \| .+", holding_checks.check_standing_out),
    (r"(?P<not>Does not stand out among all) \| .+", holding_checks.check_standing_out),
)
"""The form of each reason, in which a bar is between its finding and what it is held to."""
