"""The reasons beside a verdict, with their claims."""

from __future__ import annotations

from typing import Any

from reports.components import practice_claims
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict
from reports.text.verdict_reasons import verdict_reasons


def describe_reasons(verdict: GainVerdict | None, catalogue: PracticeCatalogue) -> dict[str, Any]:
    """What the templates need for the list of reasons; no reasons where there is no verdict."""
    if verdict is None:
        return {"checks": [], "reason_claim": None, "reasons_claim": None}
    checks = verdict_reasons(verdict, catalogue)
    return {
        "checks": checks,
        "reason_claim": practice_claims.claim_status(verdict, "reason"),
        "reasons_claim": practice_claims.claim_reasons(verdict, len(checks)),
    }
