"""The register of recalculated limits for the invented trusts: approved, declined, still proposed, and very recent."""

from __future__ import annotations

from collections.abc import Iterator

from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.world import STEPS, World

RECENT, APPROVED, DECLINED, PROPOSED = 0, 1, 8, 10
"""Positions of a trust whose limits are too new to be judged, of one whose gain holds, of one whose gain was lost,
and of one whose figures got worse."""
MONTH_OF_RECENT = "2026-04"
"""Leaves six months to the last one of the samples: fewer than limits need."""
HEADER = "measure,organisation,month,reason,evidence,proposed_by,decision,decided_by,decided_on"
LINES = {
    RECENT: (
        "Sample change: booked attendances are counted from now on",
        "Sample letter from the publisher",
        "Head of information",
        "approved",
        "Medical director",
        "2026-05-14",
    ),
    APPROVED: (
        "Sample change: same day emergency care opened on seven days a week",
        "Sample board paper on the new service",
        "Improvement lead",
        "approved",
        "Medical director",
        "2026-02-12",
    ),
    DECLINED: (
        "Sample change: a second triage nurse in the evenings",
        "Sample rota",
        "Improvement lead",
        "declined",
        "Medical director",
        "2025-06-19",
    ),
    PROPOSED: ("Sample change: a ward of 28 beds was closed", "Sample estates plan", "Operations manager", "proposed"),
}


def make_rebases(world: World) -> bytes:
    """Make the register, leaving out trusts that this world does not have; empty if it has none of them."""
    rows = [HEADER]
    for position, (reason, evidence, *decided) in LINES.items():
        month = MONTH_OF_RECENT if position == RECENT else STEPS[position][0][0]
        if position < len(world.providers):
            cells = (*decided, "", "")[:4]
            code = world.providers[position].code
            rows.append(",".join(("ae_within_4h", code, month, reason, evidence, *cells)))
    return "".join(f"{row}\r\n" for row in rows).encode() if len(rows) > 1 else b""


def _iterate_history(world: World) -> Iterator[NamedContent]:
    if register := make_rebases(world):
        yield "rebases-sample.csv", register


SAMPLES = SampleSet({"rebases": make_rebases}, history=_iterate_history)
