"""What the pages say of recalculated limits, of rare events and of likely ranks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reports.charts.control import control_chart
from reports.data.chart_limits import RebaseRecord, variation_icon
from reports.data.records import PeerStanding
from reports.text import narrative, notes
from tests.reports.series import month, point, series

PROPOSED = RebaseRecord(
    "m", "ZZA", date(2025, 5, 1), "A reason.", "Evidence", "proposed", "Lead", None, None, None, False
)
DECIDED = replace(PROPOSED, decided_by="Medical director", decided_on=date(2025, 6, 12))


@pytest.mark.parametrize(
    ("rebase", "words"),
    [
        (
            replace(DECIDED, state="approved", is_applied=True),
            "Limits recalculated from May 2025: A reason (Evidence). Approved: Medical director, 12 June 2025.",
        ),
        (
            replace(DECIDED, state="approved", problem="There is no figure for this month."),
            "A recalculation from May 2025 is approved and not applied: There is no figure for this month.",
        ),
        (
            replace(DECIDED, state="declined"),
            "A recalculation of the limits from May 2025 was declined: Medical director, 12 June 2025.",
        ),
        (
            replace(PROPOSED, evidence=None),
            "New limits from May 2025 are proposed (Lead) and need approval: A reason.",
        ),
        (
            replace(PROPOSED, state="proposed by the data", proposed_by=None, evidence=None),
            "The level changed in May 2025. New limits are proposed and need approval.",
        ),
    ],
)
def test_a_recalculation_is_reported_as_what_it_is(rebase: RebaseRecord, words: str) -> None:
    assert notes.rebase_notes(replace(series([0.7]), rebases=(rebase,))) == [words]


@pytest.mark.parametrize(
    ("variation", "direction", "icon"),
    [
        (None, "increase", None),
        ("common_cause", "increase", "common_cause"),
        ("special_cause_improvement", "increase", "improvement_high"),
        ("special_cause_improvement", "decrease", "improvement_low"),
        ("special_cause_concern", "decrease", "concern_high"),
        ("special_cause_neutral_low", "neutral", "neutral_low"),
    ],
)
def test_the_icon_of_another_chart_has_the_measures_direction(
    variation: str | None, direction: str, icon: str | None
) -> None:
    assert variation_icon(variation, direction) == icon


def test_rare_events_are_reported_by_what_lies_between_them() -> None:
    rare = replace(series([0.0, 1.0], refusal="rare_events", sentence="Any in 1 of 2 months."), chart="g")
    assert narrative.process_sentence(rare).endswith("the count is zero. Any in 1 of 2 months.")


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (30, 61, "45th of 122 NHS trusts, best first; likely between 30th and 61st"),
        (45, 45, "45th of 122 NHS trusts, best first; no other place is likely"),
        (None, None, "45th of 122 NHS trusts, best first"),
    ],
)
def test_a_rank_is_reported_with_the_places_that_are_likely(lower: int | None, upper: int | None, words: str) -> None:
    standing = PeerStanding(month(0), 45, 122, "trust", None, None, lower, upper)
    assert narrative.rank_sentence(replace(series([0.7]), standing=standing)) == words


def test_limits_that_differ_from_month_to_month_are_steps() -> None:
    points = tuple(point(number, 0.7, {"mean": 0.7, "lower": 0.6 - number / 100, "upper": 0.8}) for number in range(4))
    stepped = control_chart(replace(series([0.7] * 4), points=points))
    flat = control_chart(series([0.7] * 4, limits={"mean": 0.7, "lower": 0.6, "upper": 0.8}))
    count = [text.split('class="band" d="')[1].split('"')[0].count("M") for text in (stepped, flat)]
    assert count == [4, 1]
