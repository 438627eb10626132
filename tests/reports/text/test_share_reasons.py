"""What a page says about the share retained is true of its numbers, whatever rung of the ladder they lead to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from reports.data.practice_records import EstimateLimits
from reports.text import practice_narrative
from tests.reports.practice_verdicts import catalogue, verdict
from transforms.gain.interval import Interval
from transforms.gain.parameters import read_parameters
from transforms.gain.status_ladder import Evidence, StatusVerdict, choose_status

ENDS = (-0.3, 0.2, 0.49, 0.5, 0.51, 0.68, 0.74, 0.75, 0.76, 0.99, 1.0, 1.2, 1.8)
SHARES = [EstimateLimits(middle, low, high) for low, middle, high in itertools.combinations(ENDS, 3)]
CLAIMS = {
    "the limits do not rule out that less than 50% is left": lambda share: share.lower <= 0.5,
    "the lower limit must be above 50%": lambda share: share.value >= 0.75 and share.lower > 0.5,
    "even the upper limit is below 50%": lambda share: share.upper < 0.5,
    "the limits rule out that all of it is": lambda share: share.value < 0.75 and share.upper < 1,
    "a gain that holds and for one that does not": lambda share: share.upper >= 0.75 and share.lower < 0.75,
}


def status_of(share: EstimateLimits, *, is_supported: bool, has_fallen: bool) -> StatusVerdict:
    gain, current = Interval(0.1, 0.05, 0.15), Interval(0.1 * share.value, 0.1 * share.lower, 0.1 * share.upper)
    evidence = Evidence(
        months_since=40,
        washout=3,
        gain=gain,
        current=current,
        share=Interval(share.value, share.lower, share.upper),
        is_provisional=False,
        obstacle="",
        worthwhile=0.02,
        is_supported=is_supported,
    )
    return choose_status(evidence, has_fallen, read_parameters())


@pytest.mark.parametrize("is_supported", [False, True])
@pytest.mark.parametrize("has_fallen", [False, True])
def test_each_claim_on_the_share_is_true_of_it(is_supported: bool, has_fallen: bool) -> None:
    claims_seen = set()
    for share in SHARES:
        status = status_of(share, is_supported=is_supported, has_fallen=has_fallen)
        ours = replace(verdict(status.status, status.reason), share=share)
        text = " ".join(practice_narrative.detail_sentences(ours, catalogue()))
        for claim, is_true in CLAIMS.items():
            if claim in text:
                claims_seen.add(claim)
                assert is_true(share), (share, status, text)
        assert ("still had support" in text) is (status.reason == "still_to_hold")
    assert len(claims_seen) >= 3


def test_a_gain_under_support_is_not_said_to_be_weak() -> None:
    share = EstimateLimits(1.24, 0.68, 1.8)
    ours = replace(
        verdict("gain", "still_to_hold"), share=share, current=EstimateLimits(0.12, 0.07, 0.18), holding_months=12
    )
    text = " ".join(practice_narrative.detail_sentences(ours, catalogue()))
    assert "limits 68% to 180%" in text
    assert "rule out" not in text
    headline = practice_narrative.verdict_headline(ours, "A measure", catalogue())
    assert headline.endswith("These months still had support, so we cannot yet say if it lasts without.")
    assert "12 of 12" not in headline
