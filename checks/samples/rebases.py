"""The register of recalculated limits of the invented trusts: one that was approved, one that is still proposed."""

from __future__ import annotations

from checks.samples.world import STEPS, World

APPROVED, PROPOSED = 1, 10
"""Positions of the trust whose gain holds, and of the one whose figures became worse."""
HEADER = "measure,organisation,month,reason,evidence,proposed_by,decision,decided_by,decided_on"
LINES = {
    APPROVED: (
        "Sample change: same day emergency care opened on seven days a week",
        "Sample board paper on the new service",
        "Improvement lead",
        "approved",
        "Medical director",
        "2026-02-12",
    ),
    PROPOSED: ("Sample change: a ward of 28 beds was closed", "Sample estates plan", "Operations manager", "proposed"),
}


def make_rebases(world: World) -> bytes:
    """The list, or nothing where the trusts are not among the samples; their months may not be."""
    rows = [HEADER]
    for position, (reason, evidence, *decided) in LINES.items():
        month = STEPS[position][0][0]
        if position < len(world.providers):
            cells = (*decided, "", "")[:4]
            code = world.providers[position].code
            rows.append(",".join(("ae_within_4h", code, month, reason, evidence, *cells)))
    return "".join(f"{row}\r\n" for row in rows).encode() if len(rows) > 1 else b""
