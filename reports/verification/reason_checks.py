"""What is wrong with the reasons about the evidence for a gain: its numbers, its months and whether it is met."""

from __future__ import annotations

from reports.verification.caution_words import find_rate, has_pre_trend
from reports.verification.gain_forms import reads_gains, reads_size
from reports.verification.practice_facts import estimate_of
from reports.verification.reason_facts import Faults, Parts, ReasonFacts, check_count, check_span, say_unless
from reports.verification.shown_numbers import read_number
from reports.verification.status_words import label_of


def check_what_is_missing(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    reason = facts.row["reason"] or ""
    is_right = parts["what"] == f"{reason[:1].upper()}{reason[1:]}" and state == "no"
    yield say_unless(f"what is missing is “{reason}”", is_right)


def check_both_practices(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    joint = {
        row["other_title"]: row
        for (practice, _), row in facts.warehouse.joint.items()
        if practice == facts.row["practice"]
    }
    row = joint.get(parts["other"] or "")
    is_gain = bool(row and row["status"] in ("gain", "sustained", "re_gained") and not row["is_provisional"])
    is_right = row is not None and parts["label"] == label_of(row).lower() and (state == "ok") == is_gain
    yield say_unless(f"the verdict on both is {row and label_of(row)}", is_right)


def check_months_needed(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    own = facts.warehouse.practices[facts.row["practice"]]["washout_months"]
    washout = facts.parameter("washout_months") if own is None else own
    wanted = (washout + facts.parameter("provisional_months"), washout + facts.parameter("window_months"), washout)
    shown = tuple(float(parts[name] or 0) for name in ("some", "year", "washout"))
    yield say_unless(f"the months needed are {wanted}", shown == wanted)
    is_early = facts.row["status"] == "too_early"
    yield say_unless(
        f"the status is {facts.row['status']}", (parts["what"] == "Too few months since adoption") == is_early
    )


def check_adopters(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row = facts.row
    yield check_count("adopters", parts["adopters"], row.get("adopters"))
    if parts["ever"] is not None:
        yield check_count("that ever adopted", parts["ever"], row.get("ever_adopted"))
        return
    yield check_count("adopters needed", parts["needed"], row.get("needed_to_see"))
    yield say_unless(
        "a gain worth having is another", reads_size(parts["worthwhile"] or "", row, row["worthwhile_gain"])
    )
    if parts["least"]:
        least = row["minimum_detectable_gain"]
        yield say_unless(f"a gain that shows is {least!r}", reads_size(parts["least"], row, least))
    yield say_unless("its state is another", (state == "ok") == (row["adopters"] >= (row["needed_to_see"] or 0)))


def check_baseline(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    months, need = facts.row.get("baseline_months"), facts.parameter("window_months")
    yield check_count("months before adoption", parts["months"], months)
    yield check_span("baseline", parts["span"], facts.row)
    yield check_count("months needed", parts["need"], need)
    yield check_count("months for the best grade", parts["best"], 2 * need)
    yield say_unless("its state is another", (state == "ok") == (months is not None and months >= need))


def check_comparators(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    known, need = facts.row["comparators"], facts.parameter("fewest_comparators")
    yield check_count("comparators", parts["count"], known)
    yield check_count("comparators needed", parts["need"], need)
    yield say_unless("its state is another", (state == "ok") == (known is not None and known >= need))


def check_gain_reason(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row = facts.row
    gain = estimate_of(row, "current" if parts["late"] else "gain")
    if gain is None or bool(parts["late"]) != (row["reason"] == "came_late"):
        yield "it has no such gain"
        return
    yield say_unless(f"the gain is {gain[0]!r}", reads_gains(parts["gain"] or "", row, gain[:1]))
    yield say_unless(f"the limits are {gain[1:]}", reads_gains(parts["limits"] or "", row, gain[1:]))
    is_sure = gain[1] > 0 or bool(parts["late"])
    is_disputed = not is_sure and row["reason"] == "depends_on_months_before"
    is_worse = row["reason"] == "worse_than_expected"
    kind = "depends" if is_disputed else "worse by" if is_worse else "may be chance"
    kind = "more than chance" if is_sure else kind
    yield say_unless(f"it is {kind}", (parts["finding"] or "").startswith(kind) and (state == "ok") == is_sure)
    if parts["least"]:
        least = row["minimum_detectable_gain"]
        yield say_unless(f"a gain that shows is {least!r}", reads_size(parts["least"], row, least))


def check_trend(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    if not has_pre_trend(facts.warehouse, facts.row):
        yield "there is no such trend"
        return
    trend = facts.warehouse.trends[facts.row["practice"]]
    ends = (trend["lower"], trend["upper"])
    yield say_unless("the trend is another", reads_gains(parts["slope"] or "", facts.row, [trend["slope_per_year"]]))
    yield say_unless("its limits are others", reads_gains(parts["limits"] or "", facts.row, ends))
    chance = trend["p_value"]
    is_right = chance < 0.01 if parts["chance"] is None else read_number(parts["chance"]).shows(chance)
    yield say_unless(f"its p is {chance!r}", is_right)


def check_error_rate(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    rate = find_rate(facts.warehouse, facts.row)
    yield say_unless(f"the rate is {rate!r}", rate is not None and read_number(parts["rate"] or "").shows(rate * 100))
    rates = facts.warehouse.rates.get(facts.row["measure"], [])
    worst = [row["worst_first_claims"] for row in rates if row["worst_first_claims"] is not None]
    is_due = bool(worst) and not facts.row["organisation"]
    is_right = is_due == bool(parts["worst"])
    yield say_unless("the rate where the lowest adopt first is missing, or not due", is_right)
    if parts["worst"] and worst:
        yield say_unless(f"that rate is {max(worst)!r}", read_number(parts["worst"]).shows(max(worst) * 100))
