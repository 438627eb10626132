"""Broken files of the Monthly Activity Return."""

from __future__ import annotations

from checks.samples import referrals
from checks.samples.sample_set import BrokenSample
from checks.samples.world import World


def _without_england(world: World) -> bytes:
    """Leave out England's total row."""
    lines = referrals.make_good_file(world).split(b"\r\n")
    return b"\r\n".join((lines[0], *lines[2:]))


def _without_a_pct(world: World) -> bytes:
    """Leave out the last row, that of a PCT."""
    return b"\r\n".join(referrals.make_good_file(world).split(b"\r\n")[:-1])


BROKEN = (
    BrokenSample("MAR-broken-missing-england.csv", referrals.KIND, "England is missing", "total_row", _without_england),
    BrokenSample("MAR-broken-pct-left-out.csv", referrals.KIND, "PCTs do not add up", "not_reconciled", _without_a_pct),
)
