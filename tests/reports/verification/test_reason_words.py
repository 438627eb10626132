"""Each number in a reason of a verdict is the right one, not just one of the verdict's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reports.formatting import month_name, plural, short_month
from reports.text import cautions, grades, verdict_reasons
from reports.text.gain_words import format_gain, format_limits, format_percent, format_size, status_label
from tests.reports.verification.rendered_pages import Pages

REASONS = "reports.text.verdict_reasons"
TREND = cautions.find_error_rate


def _swap_months(verdict: Any) -> Any:
    """The months before adoption and the comparators have each other's number: both are numbers of the verdict."""
    return replace(verdict, baseline_months=verdict.comparators, comparators=verdict.baseline_months)


def _of(name: str, change: Any) -> Any:
    """A reason that is written from a verdict that was changed."""
    write = getattr(verdict_reasons, name)
    return lambda verdict, *rest: write(change(verdict), *rest)


REASON_MUTANTS: dict[str, tuple[str, Any]] = {
    "the comparators are the months before adoption": (
        f"{REASONS}._comparators_reason",
        _of("_comparators_reason", _swap_months),
    ),
    "the months before adoption are the comparators": (
        f"{REASONS}._baseline_reason",
        _of("_baseline_reason", lambda verdict: replace(verdict, baseline_months=verdict.comparators or 0)),
    ),
    "the gain is that of the latest year": (
        f"{REASONS}._gain_reason",
        _of("_gain_reason", lambda verdict: replace(verdict, gain=verdict.current or verdict.gain)),
    ),
    "the lower limit is the gain": (
        f"{REASONS}.format_limits",
        lambda estimate, scale: format_limits(replace(estimate, lower=estimate.value), scale),
    ),
    "a gain has another sign": (
        f"{REASONS}.format_gain",
        lambda value, scale, short=False: format_gain(-value, scale, short=short),
    ),
    "what would be seen is smaller": (
        f"{REASONS}.format_size",
        lambda value, scale: format_size(value / 2, scale),
    ),
    "what is too little is enough": (f"{REASONS}.MISSED", verdict_reasons.MET),
    "it was followed for longer": (
        f"{REASONS}._follow_up_reason",
        _of(
            "_follow_up_reason",
            lambda verdict: replace(verdict, holding_months=verdict.holding_months and verdict.holding_months + 1),
        ),
    ),
    "the latest year is the first": (
        f"{REASONS}._follow_up_reason",
        _of(
            "_follow_up_reason",
            lambda verdict: replace(verdict, current_span=verdict.current_span and verdict.gain_span),
        ),
    ),
    "support had ended": (f"{REASONS}._is_after_support", lambda *_: True),
    "it is so since another month": (
        f"{REASONS}.month_name",
        lambda month: month_name(month.replace(year=month.year - 1)),
    ),
    "the baseline is another year": (
        f"{REASONS}.short_month",
        lambda month: short_month(month.replace(year=month.year - 1)),
    ),
    "fewer runs are needed": (f"{REASONS}.plural", lambda count, *words: plural(max(count - 1, 0), *words)),
    "what is provisional is confirmed": (
        f"{REASONS}._stability_reason",
        _of("_stability_reason", lambda verdict: replace(verdict, is_provisional=not verdict.is_provisional)),
    ),
    "another share is needed": (
        "reports.text.share_reasons.format_percent",
        lambda share: format_percent(share - 0.1),
    ),
    "the share has the limits of another": (
        "reports.text.share_retained.share_between",
        lambda estimate: f"{format_percent(estimate.lower)} to {format_percent(estimate.value)}",
    ),
    "the grade is a step higher": ("reports.text.grades.STEPS", {"B": "Two steps below A", "C": "One step below A"}),
    "a cause of the grade is another": ("reports.text.grades.CAUSES", dict.fromkeys(grades.CAUSES, grades.THIN)),
    "too few alike are more": (
        "reports.text.grades._describe_thin_comparison",
        lambda _: "fewer than 20 started as low",
    ),
    "the method errs less often": (
        "reports.text.cautions.find_error_rate",
        lambda *facts: None if TREND(*facts) is None else 0.01,
    ),
    "with all months it is the same": (
        f"{REASONS}.status_label",
        lambda status, reason="": status_label("sustained", reason),
    ),
    "one that does not stand out does": (
        f"{REASONS}._stands_out",
        _of("_stands_out", lambda verdict: replace(verdict, stands_out=None if verdict.stands_out is None else True)),
    ),
}


@pytest.mark.parametrize("mutant", REASON_MUTANTS)
def test_a_reason_with_the_number_of_another_is_caught(
    mutant: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*REASON_MUTANTS[mutant])
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("reason (")]


@pytest.mark.parametrize(
    "name", ["_baseline_reason", "_comparators_reason", "_gain_reason", "_grade_reason", "_follow_up_reason"]
)
def test_a_reason_that_is_left_out_is_caught(
    name: str, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{REASONS}.{name}", lambda *_: None)
    falsehoods = pages.check_practices(tmp_path).falsehoods
    assert [falsehood for falsehood in falsehoods if falsehood.claim.startswith("reasons (")]
