"""The methods page on the verdict: the status ladder, the parameters, and the method's error rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.claims.claim import Claim
from reports.components import method_claims
from reports.components.badge import StatusBadge, status_badge
from reports.data.catalogue import PracticeCatalogue
from reports.data.edition_record import EditionRecord
from reports.data.gain_scale import choose_gain_scale
from reports.data.practice_evidence import ErrorRates
from reports.data.practice_records import VerdictParameter
from reports.formatting import month_name
from reports.text.gain_words import format_gain, format_percent

LADDER_WORDS = (
    ("not_adopted", "", "It could adopt the practice and has not."),
    ("not_assessable", "", "Something that a verdict needs is missing; the page says what."),
    ("too_early", "", "Too few months have passed since adoption and washout."),
    ("gain_emerging", "", "{provisional} months or more after the washout, and the lower limit is above none."),
    (
        "no_detectable_gain",
        "no_worthwhile_gain",
        "We have a whole year. Even the upper limit is below a gain worth having.",
    ),
    (
        "no_detectable_gain",
        "worse_than_expected",
        "We have a whole year. Even the upper limit is below none: worse than expected by more than chance.",
    ),
    (
        "no_detectable_gain",
        "inconclusive_gain",
        "We have a whole year. The limits allow for no gain, and for one worth having.",
    ),
    (
        "no_detectable_gain",
        "depends_on_months_before",
        "A gain in some readings of the months just before adoption, and none in others: check the date.",
    ),
    (
        "gain",
        "still_to_hold",
        "A gain in the first year; the {window} months after it that show whether it holds are not all in.",
    ),
    (
        "gain",
        "too_few_with_both_years",
        "All adopters together: a gain in the first year; too few of them have a second year yet.",
    ),
    (
        "gain",
        "slipping",
        "All adopters together: less than {hold} of the gain is left {since} months or more after the first year.",
    ),
    (
        "gain",
        "came_late",
        "No certain gain in the first year, and one in the latest year, at half the level.",
    ),
    (
        "gain",
        "another_practice_since",
        "A gain in the first year; since then another practice for the same measure was adopted.",
    ),
    (
        "gain",
        "too_few_left_to_compare",
        "A gain in the first year; too few are left that have not adopted, to compare the latest year with.",
    ),
    ("re_gained", "", "It had been lost or eroding, confirmed; now {hold} or more is there again, clear of chance."),
    ("sustained", "", "{hold} or more of the gain is kept, and the lower limit of what is kept is above {lost}."),
    ("lost", "", "Even the upper limit of what is kept is below {lost}."),
    ("eroding", "", "Less than {hold} is kept, and the limits rule out that all of it is."),
    (
        "gain",
        "weak_evidence_of_holding",
        "{hold} or more is kept; the limits reach below {lost}, but limits of {weak}% do not.",
    ),
    (
        "gain",
        "moved_before",
        "{hold} or more is kept, but figures were already moving before adoption, which may have gone on.",
    ),
    ("inconclusive", "", "There was a gain. The limits allow for it to have lasted, and not to have."),
)


@dataclass(frozen=True)
class LadderRung:
    badge: StatusBadge
    meaning: str
    claim: Claim


def ladder_rungs(catalogue: PracticeCatalogue) -> list[LadderRung]:
    """List every status with its conditions, in the order in which they are tried."""
    values = {
        "hold": format_percent(catalogue.value("share_that_holds") or 0.75),
        "lost": format_percent(catalogue.value("share_that_is_lost") or 0.5),
        "weak": f"{100 - 200 * (catalogue.value('weak_level') or 0.1):.0f}",
        "window": f"{catalogue.value('window_months') or 12:.0f}",
        "since": f"{catalogue.value('fewest_months_since') or 3:.0f}",
        "provisional": f"{catalogue.value('provisional_months') or 6:.0f}",
    }
    return [
        LadderRung(status_badge(status, reason), meaning.format(**values), method_claims.claim_rung(status, reason))
        for status, reason, meaning in LADDER_WORDS
    ]


def parameter_rows(catalogue: PracticeCatalogue) -> list[tuple[str, str, str, Claim]]:
    """List the parameters with meaning, value, source and claim."""
    return [
        (parameter.meaning, parameter_text(parameter), parameter.source, method_claims.claim_parameter(parameter))
        for parameter in catalogue.parameters.values()
    ]


def parameter_text(parameter: VerdictParameter) -> str:
    """A parameter's value in its unit."""
    if parameter.unit in ("share", "ratio", "probability"):
        return f"{parameter.value * 100:g}%"
    return f"{parameter.value:g} {parameter.unit}"


RATES_SHOWN = (
    *("pooled_claims", "worst_first_claims", "just_fallen_claims", "already_rising_claims", "whole_regions_claims"),
    *("single_claims", "coverage_held", "coverage_half", "coverage_lost", "held_found", "half_called_sustained"),
    *("half_called_held", "lost_found", "any_month_confirmed", "any_month_claims"),
    *("later_coverage_held", "later_coverage_half", "later_coverage_lost"),
)


def calibration_rows(catalogue: PracticeCatalogue, shared: EditionRecord) -> list[dict[str, Any]]:
    """List by measure how often the method claims a gain that is not there and finds one that is."""
    return [_error_rate_row(rates, shared) for rates in catalogue.calibrations]


def _error_rate_row(error_rates: ErrorRates, shared: EditionRecord) -> dict[str, Any]:
    measure = shared.measures.get(error_rates.measure)
    scale = "points" if measure is None or measure.unit == "share" else choose_gain_scale("log", measure.direction)
    return {
        "title": measure.title if measure else error_rates.measure,
        "small": f"{month_name(error_rates.first_month)} to {month_name(error_rates.last_month)}; "
        f"{error_rates.organisations} organisations, {error_rates.draws} draws of {error_rates.adopters}",
        "injected": format_gain(error_rates.injected_gain, scale, short=True).lstrip("+"),
        "months_read": error_rates.months_read or "–",
        "later_months": error_rates.later_months or "–",
        "claims": {table: method_claims.claim_error_rates(error_rates, table) for table in method_claims.RATE_COLUMNS},
        **{name: _format_rate(getattr(error_rates, name)) for name in RATES_SHOWN},
    }


def list_range_claims(catalogue: PracticeCatalogue) -> dict[str, Claim]:
    """The claims of the ranges of rates."""
    known = {name: [getattr(rates, name) for rates in catalogue.calibrations] for name in RATES_SHOWN}
    return {
        name: method_claims.claim_rate_range(name, [rate for rate in rates if rate is not None])
        for name, rates in known.items()
    }


def list_claim_ranges(catalogue: PracticeCatalogue) -> dict[str, str]:
    """The lowest and the highest rate over all measures; empty where it was not measured."""
    ranges = dict.fromkeys(RATES_SHOWN, "")
    for name in RATES_SHOWN:
        known = [rate for rates in catalogue.calibrations if (rate := getattr(rates, name)) is not None]
        if known:
            lowest, highest = _format_rate(min(known)), _format_rate(max(known))
            ranges[name] = lowest if lowest == highest else f"{lowest} to {highest}"
    return ranges


def _format_rate(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f}%"
