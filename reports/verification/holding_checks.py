"""What is wrong with the reasons about what is left of a gain, and how firm its status is."""

from __future__ import annotations

from reports.verification.gain_forms import reads_shares
from reports.verification.grade_words import explain_grade
from reports.verification.practice_facts import Row, estimate_of
from reports.verification.reason_facts import Faults, Parts, ReasonFacts, check_count, check_span, say_unless
from reports.verification.shown_numbers import read_month
from reports.verification.status_words import STATUS_WORDS

DEFAULT_HOLD, DEFAULT_LOST = 0.75, 0.5
NO_SHARE_TO_COME = ("another_practice_since", "too_few_left_to_compare")


def check_share(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    share = estimate_of(facts.row, "share")
    if share is None:
        yield "there is no share"
        return
    hold = facts.warehouse.parameters.get("share_that_holds", DEFAULT_HOLD)
    lost = facts.warehouse.parameters.get("share_that_is_lost", DEFAULT_LOST)
    yield from _share_numbers(parts, share)
    yield say_unless("the shares needed are others", reads_shares(parts["needed"] or "", (hold, lost)))
    wanted = "no" if share[0] < hold else "ok" if share[1] > lost else "mid"
    yield say_unless(f"the share is {share!r}", state == wanted)


def check_share_since(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    share = since_of(facts.row)
    if share is None:
        yield "there is no share since the first year"
        return
    yield from _share_numbers(parts, share)
    yield say_unless("its state is another", (state == "no") == (facts.row["reason"] == "slipping"))


def is_share_due(facts: ReasonFacts) -> bool:
    """Whether a reason says how much is left, or when that can be said."""
    row = facts.row
    if estimate_of(row, "share") is not None:
        return True
    is_open = row["status"] in ("gain", "gain_emerging") and estimate_of(row, "current") is None
    if not is_open or estimate_of(row, "gain") is None:
        return False
    cannot_come = bool(row.get("merged_into")) or row["reason"] in NO_SHARE_TO_COME
    return since_of(row) is not None or not cannot_come


def since_of(row: Row) -> tuple[float, float, float] | None:
    values = tuple(row.get(name) for name in ("share_since", "share_since_lower", "share_since_upper"))
    return None if None in values else values  # type: ignore[return-value]


def _share_numbers(parts: Parts, share: tuple[float, float, float]) -> Faults:
    if parts.get("share"):
        yield say_unless(f"the share is {share[0]!r}", reads_shares(parts["share"] or "", share[:1]))
    yield say_unless(f"the limits are {share[1:]}", reads_shares(parts["ends"] or "", share[1:]))


def check_no_share(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row = facts.row
    month = None
    if row["status"] == "gain" and row["gain_to"]:
        year, number = divmod(
            row["gain_to"].year * 12 + row["gain_to"].month - 1 + int(facts.parameter("window_months")), 12
        )
        month = f"{year}-{number + 1:02d}"
    yield say_unless(f"the month is {month}", (read_month(parts["month"]) if parts["month"] else None) == month)


def check_follow_up(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row, need = facts.row, facts.parameter("window_months")
    yield check_count("months followed", parts["months"], row["holding_months"])
    yield check_count("months to follow", parts["need"], need)
    yield check_span("current", parts["span"], row)
    yield say_unless("its state is another", (state == "ok") == (row["holding_months"] >= need))
    ends = facts.warehouse.support_ends.get(row["practice"])
    is_after = bool(ends and row["current_from"] and ends < row["current_from"])
    yield say_unless(f"support ended on {ends}", bool(parts["after"]) == is_after)


def check_stability(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row = facts.row
    since = f"{row['status_since']:%Y-%m}" if row["status_since"] else None
    yield say_unless(f"it is so since {since}", (read_month(parts["month"]) if parts["month"] else None) == since)
    yield check_count("runs", parts["runs"], facts.parameter("runs_to_confirm"))
    yield say_unless(f"provisional: {row['is_provisional']}", bool(row["is_provisional"]) == (state == "mid"))
    is_named = "until" in parts
    yield say_unless(f"provisional: {row['is_provisional']}", bool(row["is_provisional"]) == is_named)
    confirmed = row.get("confirmed_status")
    if is_named:
        wanted = STATUS_WORDS[confirmed][0] if confirmed else None
        yield say_unless(f"until then it is {wanted}", parts["until"] == wanted)


def check_grade(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    grade = facts.row["evidence_grade"]
    yield say_unless(f"the grade is {grade}", parts["grade"] == grade and (state == "ok") == (grade == "A"))
    wanted = explain_grade(facts.warehouse, facts.row)
    yield say_unless(f"the grade is explained as “{wanted}”", wanted is None or parts["why"] == wanted)


def check_shocks(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    row, titles = facts.row, " and ".join(facts.warehouse.shocks)
    is_same = row["status_with_shocks"] == row["status"]
    other = parts.get("label")
    yield say_unless(
        f"with all months it is {row['status_with_shocks']}", (other is None) == is_same == (state == "ok")
    )
    if other is not None:
        label = STATUS_WORDS.get(row["status_with_shocks"] or "", ("",))[0]
        yield say_unless(f"with all months it is {label}", other == label)
    yield say_unless(f"left out is {titles}", parts["titles"] == titles)


def check_standing_out(facts: ReasonFacts, parts: Parts, state: str) -> Faults:
    is_out = bool(facts.row["stands_out"])
    yield say_unless(f"it stands out: {is_out}", (parts.get("not") is None) == is_out == (state == "ok"))
