"""Broken RTT files."""

from __future__ import annotations

from checks.samples import rtt
from checks.samples.sample_set import BrokenSample
from checks.samples.world import World


def _wrong_band(world: World) -> bytes:
    """Add one pathway to a weekly band of the first C_999 row of part 2."""
    lines = rtt.make_good_file(world).split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",Part_2,Incomplete Pathways,C_999," in line)
    cells = lines[at].rsplit(b",", 20)
    cells[1] = str(int(cells[1]) + 1).encode()
    return b"\r\n".join((*lines[:at], b",".join(cells), *lines[at + 1 :]))


def _without_a_specialty(world: World) -> bytes:
    """Leave out the first row of part 1B, so that the specialties no longer add up."""
    lines = rtt.make_good_file(world).split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",Part_1B," in line)
    return b"\r\n".join((*lines[:at], *lines[at + 1 :]))


def _unknown_part(world: World) -> bytes:
    return rtt.make_good_file(world).replace(b",Part_1A,", b",Part_9,")


BROKEN = (
    BrokenSample("RTT-broken-wrong-band.csv", rtt.KIND, "a weekly band is wrong", "bands_do_not_add_up", _wrong_band),
    BrokenSample(
        "RTT-broken-specialty-left-out.csv",
        rtt.KIND,
        "C_999 is not the sum of its specialties",
        "specialties_do_not_add_up",
        _without_a_specialty,
    ),
    BrokenSample("RTT-broken-unknown-part.csv", rtt.KIND, "a part that does not exist", "part_known", _unknown_part),
)
