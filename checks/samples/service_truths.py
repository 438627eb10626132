"""What is planted in one specialty of the RTT samples: six trusts take up a practice, and two of them lose its gain.

`holdgain sample` writes too few months of RTT for a verdict, so it does not register the practice. The figures are in
every RTT sample of these trusts, and a test builds the months that a verdict takes.
"""

from __future__ import annotations

from checks.samples.seasons import add_months
from checks.samples.truths import PlantedTruth
from checks.samples.world import SampleProvider, World

PRACTICE, MEASURE, SERVICE = "sample_surgical_hub", "rtt_within_18w", "C_100"
ADOPTED = "2024-06"
SERVICE_GAIN = 0.12
"""Points (of 1) by which more patients of the specialty wait 18 weeks or less: twenty times a trust's monthly noise."""
TRUTHS = {
    **dict.fromkeys((24, 26, 32, 33), PlantedTruth.HOLDS),
    **dict.fromkeys((34, 35), PlantedTruth.VANISHES),
}
"""By position in the world: all have the specialty. The samples of tests have fewer trusts, without any of them."""
LOST_AFTER = 15
"""Months from adoption to the loss: three of washout and the year in which the gain is measured."""


def gain_in_service(world: World, provider: SampleProvider, service: str, month: str) -> float:
    """The planted change of the share within 18 weeks in a month."""
    place = next((position for position, other in enumerate(world.providers) if other.code == provider.code), -1)
    truth = TRUTHS.get(place)
    if truth is None or service != SERVICE or month <= ADOPTED:
        return 0.0
    is_lost = truth is PlantedTruth.VANISHES and month > add_months(ADOPTED, LOST_AFTER)
    return 0.0 if is_lost else SERVICE_GAIN


def practice_register() -> bytes:
    """The practice, in the layout of the register that has a service."""
    header = "practice,programme,title,description,measure,direction,aim,washout_months,balancing_measures"
    row = f"{PRACTICE},sample_flow,Surgical hub,One list for a region,{MEASURE},increase,12 points more,3,"
    return f"{header},guidance_url,service\r\n{row},,{SERVICE}\r\n".encode()


def adoption_register(world: World) -> bytes:
    """Who took it up."""
    header = "practice,organisation,month,event,source,peer_organisation,fidelity,contact"
    rows = [f"{PRACTICE},{world.providers[place].code},{ADOPTED},adopted,programme,,," for place in TRUTHS]
    return "\r\n".join((header, *rows, "")).encode()
