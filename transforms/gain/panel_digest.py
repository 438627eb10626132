"""Digests of what a practice's results are computed from: of its panel up to each month, and of the whole."""

from __future__ import annotations

import hashlib

import numpy as np

from transforms.gain.panel import MeasurePanel, Places
from transforms.gain.panel_request import PracticePanel

OF_MONTHS = "months"
DIGITS = 32
"""Hexadecimal digits of a digest: 128 bits, so that two panels never share one by chance."""


def digest_months(practice: PracticePanel) -> tuple[str, ...]:
    """A digest for each month of the panel, of the figures and adoptions up to it.

    The verdict of a month rests on nothing later, so that it is the same while its digest is. What is not of a month
    (who is in the panel, the scale, the support) is part of every digest.
    """
    if OF_MONTHS not in practice.known_digests:
        practice.known_digests[OF_MONTHS] = _digest_months(practice)
    return practice.known_digests[OF_MONTHS]


def _digest_months(practice: PracticePanel) -> tuple[str, ...]:
    panel = practice.panel
    total = hashlib.blake2b(_describe(practice).encode())
    digests = []
    by_month = np.ascontiguousarray(np.concatenate([panel.scores, panel.raw, panel.weights]).T)
    for column in range(panel.months):
        total.update(by_month[column].tobytes())
        total.update(_describe_adoptions(panel, column).encode())
        digests.append(total.hexdigest()[:DIGITS])
    return tuple(digests)


def digest_panel(practice: PracticePanel) -> tuple[str, ...]:
    """One digest of the whole panel, adoptions in months to come included."""
    panel = practice.panel
    later = [(item.place, item.column, item.practice) for item in panel.other_adoptions]
    whole = repr((digest_months(practice)[-1:], panel.adopted.tolist(), later))
    return (hashlib.blake2b(whole.encode()).hexdigest()[:DIGITS],)


def _describe(practice: PracticePanel) -> str:
    panel = practice.panel
    before = np.flatnonzero(panel.adopted < 0)
    return repr(
        (
            practice.practice,
            practice.measure,
            practice.peer_kind,
            panel.organisations,
            panel.regions,
            panel.first_month,
            panel.support_end,
            panel.washout,
            (panel.is_share, panel.is_decrease, panel.is_count, panel.adds_cases),
            _adoption_pairs(panel, before),
            [(item.place, item.column, item.practice) for item in panel.other_adoptions if item.column < 0],
        )
    )


def _describe_adoptions(panel: MeasurePanel, column: int) -> str:
    adopters = np.flatnonzero(panel.adopted == column)
    others = [(item.place, item.practice) for item in panel.other_adoptions if item.column == column]
    return repr((bool(panel.left_out[column]), adopters.tolist(), others))


def _adoption_pairs(panel: MeasurePanel, places: Places) -> list[tuple[int, int]]:
    return [(int(place), int(panel.adopted[place])) for place in places]
