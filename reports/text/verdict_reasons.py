"""The reasons shown for a verdict: each with its finding, its criterion, and whether it is met."""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict, JointVerdict, Span
from reports.formatting import month_name, plural, short_month
from reports.text import cautions, grades, joint_words, share_reasons
from reports.text.gain_words import format_gain, format_limits, format_size, status_label
from reports.text.verdict_reason import MET, MISSED, OPEN, VerdictReason

__all__ = ["MET", "MISSED", "OPEN", "VerdictReason", "verdict_reasons"]


def verdict_reasons(verdict: GainVerdict, catalogue: PracticeCatalogue) -> list[VerdictReason]:
    """List the reasons for a verdict, in the order of the status ladder."""
    if verdict.status == "not_assessable":
        return [
            VerdictReason(MISSED, "Something is missing", f"{verdict.reason[:1].upper()}{verdict.reason[1:]}"),
            *(joint_words.joint_reason(joint) for joint in _joint_verdicts(verdict, catalogue)),
            _stability_reason(verdict, catalogue),
        ]
    reasons = [
        _time_reason(verdict, catalogue),
        *(
            _adopters_reason(verdict),
            _baseline_reason(verdict, catalogue),
            _comparators_reason(verdict, catalogue),
            _gain_reason(verdict),
        ),
        *cautions.caution_reasons(verdict, catalogue),
        share_reasons.share_reason(verdict, catalogue),
        *(
            _follow_up_reason(verdict, catalogue),
            _stability_reason(verdict, catalogue),
            _grade_reason(verdict, catalogue),
            _shocks_reason(verdict, catalogue),
            _stands_out(verdict),
        ),
    ]
    return [reason for reason in reasons if reason]


def _joint_verdicts(verdict: GainVerdict, catalogue: PracticeCatalogue) -> tuple[JointVerdict, ...]:
    """The verdicts on this practice together with another one: of all adopters, as they are of all of both."""
    return catalogue.joint.get(verdict.practice, ()) if verdict.is_pooled else ()


def _format_span(span: Span | None) -> str:
    return "" if span is None else f"{short_month(span[0])} to {short_month(span[1])}"


def _baseline_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    if verdict.baseline_months is None:
        return None
    need = catalogue.whole_value("window_months", 12)
    span = f"Baseline {_format_span(verdict.baseline_span)}; " if verdict.baseline_span else ""
    state = MET if verdict.baseline_months >= need else MISSED
    what = f"{plural(verdict.baseline_months, 'month')} before adoption"
    return VerdictReason(state, what, f"{span}at least {need} needed, {2 * need} for grade A")


def _time_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    """The reason that too little time has passed, only while that is so."""
    if verdict.status not in ("too_early", "gain_emerging"):
        return None
    practice = catalogue.practices.get(verdict.practice)
    own = practice.washout_months if practice else None
    washout = catalogue.whole_value("washout_months", 3) if own is None else own
    some, year = (
        washout + catalogue.whole_value(*name_and_default)
        for name_and_default in (("provisional_months", 6), ("window_months", 12))
    )
    held_to = (
        f"{some} months after adoption before we say anything, {year} before we call it a gain; "
        f"both include {plural(washout, 'month')} to settle in"
    )
    return VerdictReason(
        OPEN, "Too few months since adoption" if verdict.status == "too_early" else "Not a whole year yet", held_to
    )


def _adopters_reason(verdict: GainVerdict) -> VerdictReason | None:
    """For all adopters together: their number, and the number needed to detect a worthwhile gain."""
    if not verdict.is_pooled or not verdict.adopters:
        return None
    what = f"{plural(verdict.adopters, 'adopter')} with a whole year"
    if verdict.needed_to_see is None or verdict.worthwhile_gain is None:
        return VerdictReason(OPEN, what, f"Of {verdict.ever_adopted} that ever adopted")
    need = (
        f"About {verdict.needed_to_see} needed to see a gain of {format_size(verdict.worthwhile_gain, verdict.scale)}"
    )
    if verdict.minimum_detectable_gain is not None:
        need += f"; these show one of {format_size(verdict.minimum_detectable_gain, verdict.scale)} or more"
    return VerdictReason(MET if verdict.adopters >= verdict.needed_to_see else OPEN, what, need)


def _comparators_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    if verdict.comparators is None:
        return None
    need = catalogue.whole_value("fewest_comparators", 20)
    state = MET if verdict.comparators >= need else MISSED
    return VerdictReason(
        state, plural(verdict.comparators, "comparator"), f"Same kind, not adopted; at least {need} needed"
    )


def _gain_reason(verdict: GainVerdict) -> VerdictReason | None:
    if verdict.gain is None:
        return None
    if verdict.reason == "came_late" and verdict.current is not None:
        late = f"90% limits {format_limits(verdict.current, verdict.scale)}"
        gained = format_gain(verdict.current.value, verdict.scale, short=True)
        return VerdictReason(MET, f"Gain {gained} in the latest year", f"{late}: more than chance")
    limits = f"90% limits {format_limits(verdict.gain, verdict.scale)}"
    what = f"Gain {format_gain(verdict.gain.value, verdict.scale, short=True)}"
    if verdict.gain.lower > 0:
        return VerdictReason(MET, what, f"{limits}: more than chance")
    if verdict.reason == "depends_on_months_before":
        return VerdictReason(MISSED, what, f"{limits}: depends on the months just before adoption; check the date")
    if verdict.reason == "worse_than_expected":
        return VerdictReason(MISSED, what, f"{limits}: worse by more than chance")
    least = verdict.minimum_detectable_gain
    seen = "" if least is None else f"; {format_size(least, verdict.scale)} would usually be seen"
    return VerdictReason(MISSED, what, f"{limits}: may be chance{seen}")


def _follow_up_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    if verdict.holding_months is None or verdict.gain is None:
        return None
    need = catalogue.whole_value("window_months", 12)
    state = MET if verdict.holding_months >= need else OPEN
    span = (
        f"Latest year {_format_span(verdict.current_span)}" if verdict.current_span else "Counted after the first year"
    )
    more = "; after support had ended" if _is_after_support(verdict, catalogue) else ""
    return VerdictReason(state, f"Followed {verdict.holding_months} of {need} months", f"{span}{more}")


def _is_after_support(verdict: GainVerdict, catalogue: PracticeCatalogue) -> bool:
    practice = catalogue.practices.get(verdict.practice)
    programme = catalogue.programmes.get(practice.programme) if practice else None
    ends = programme.support_ends if programme else None
    return bool(ends and verdict.current_span and ends < verdict.current_span[0])


def _stability_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason:
    runs = plural(catalogue.whole_value("runs_to_confirm", 3), "monthly run")
    since = f"Since {month_name(verdict.status_since)}" if verdict.status_since else "Since the first run"
    if not verdict.is_provisional:
        return VerdictReason(MET, "Confirmed", f"{since}; {runs} in a row agree")
    stands = (
        f"; until then the status is “{status_label(verdict.confirmed_status)}”" if verdict.confirmed_status else ""
    )
    return VerdictReason(OPEN, "Provisional", f"{since}; counts after {runs}{stands}")


def _grade_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    grade = verdict.evidence_grade
    if grade is None:
        return None
    return VerdictReason(
        MET if grade == "A" else OPEN, f"Evidence grade {grade}", grades.explain_grade(verdict, catalogue)
    )


def _shocks_reason(verdict: GainVerdict, catalogue: PracticeCatalogue) -> VerdictReason | None:
    if verdict.status_with_shocks is None or not catalogue.shocks:
        return None
    titles = " and ".join(shock.title for shock in catalogue.shocks)
    if verdict.status_with_shocks == verdict.status:
        return VerdictReason(MET, "The same with all months", f"{titles}: left out here; with it, the same status")
    return VerdictReason(
        OPEN, f"With all months: {status_label(verdict.status_with_shocks)}", f"{titles}: left out here"
    )


def _stands_out(verdict: GainVerdict) -> VerdictReason | None:
    if verdict.stands_out is None or verdict.gain is None or verdict.gain.lower <= 0:
        return None
    if verdict.stands_out:
        return VerdictReason(MET, "Stands out among all adopters", "Also when all that were looked at are allowed for")
    return VerdictReason(
        OPEN, "Does not stand out among all", "Among so many looked at, some gain by chance (Benjamini-Hochberg)"
    )
