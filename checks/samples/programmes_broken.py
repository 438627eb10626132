"""Broken registers of programmes, practices, adoptions and eligibility."""

from __future__ import annotations

from checks.samples.programmes import SAMPLES as REGISTERS
from checks.samples.programmes import make_adoptions
from checks.samples.sample_set import BrokenSample, MakeContent
from checks.samples.seasons import add_months
from checks.samples.spoil import change_text
from checks.samples.world import World

TEST_NUMBERS = (b"9990000018", b"9990000026", b"9990000034")
"""From the range of NHS numbers that is reserved for tests."""


def _change_register(kind: str, old: str, new: str) -> MakeContent:
    return change_text(REGISTERS.good[kind], old, new)


def _adopted_twice(world: World) -> bytes:
    """Add another adoption by the first adopter, four months later."""
    lines = make_adoptions(world).split(b"\r\n")
    at = next(number for number, line in enumerate(lines) if b",adopted," in line)
    cells = lines[at].decode().split(",")
    cells[2] = add_months(cells[2], 4)
    return b"\r\n".join((*lines[: at + 1], ",".join(cells).encode(), *lines[at + 1 :]))


def _patients_as_contacts(world: World) -> bytes:
    """Replace the contacts by NHS numbers from the range reserved for tests."""
    content = make_adoptions(world)
    contacts = sorted({line.rsplit(b",", 1)[1] for line in content.split(b"\r\n")[1:-1]} - {b""})
    for contact, number in zip(contacts, TEST_NUMBERS, strict=False):
        content = content.replace(contact, number)
    return content


BROKEN = (
    BrokenSample(
        "programmes-broken-unknown-approach.csv",
        "programmes",
        "an approach that does not exist",
        "approach_known",
        _change_register("programmes", ",supportive,", ",laissez-faire,"),
    ),
    BrokenSample(
        "practices-broken-washout.csv",
        "practices",
        "a washout of three years",
        "washout_malformed",
        _change_register("practices", ",3,", ",36,"),
    ),
    BrokenSample(
        "adoptions-broken-adopted-twice.csv",
        "adoptions",
        "a trust adopts again without having stopped",
        "adopted_twice",
        _adopted_twice,
    ),
    BrokenSample(
        "adoptions-broken-patients.csv", "", "the contacts are patients", "no_patient_data", _patients_as_contacts
    ),
    BrokenSample(
        "eligibility-broken-ends-before-it-begins.csv",
        "eligibility",
        "a trust is eligible until before it was",
        "to_before_from",
        _change_register("eligibility", ",2025-03", ",2021-03"),
    ),
)
