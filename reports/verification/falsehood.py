"""A claim of a page that is not true, or a text that no claim covers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from reports.claims.claim import Claim, ClaimValue, write_value


@dataclass(frozen=True)
class Falsehood:
    """Where a claim is made, what it claims, and what the warehouse says."""

    page: str
    claim: str
    shown: str
    true: str

    def sentence(self) -> str:
        return f"{self.page}: {self.claim}: the page has “{self.shown}”; {self.true}"


@dataclass
class VerificationReport:
    """What was checked, by kind of claim, and what is false."""

    pages: int = 0
    claims: Counter[str] = field(default_factory=Counter)
    """How many different claims there are of each kind."""
    elements: Counter[str] = field(default_factory=Counter)
    """How many elements of pages make them."""
    falsehoods: list[Falsehood] = field(default_factory=list)


def name_claim(claim: Claim) -> str:
    """The claim in words: its kind and its keys."""
    keys = (claim.measure, claim.organisation, claim.practice, claim.month)
    return f"{claim.kind} ({', '.join(key for key in keys if key)})"


def list_values(values: tuple[ClaimValue, ...] | None) -> str:
    return "nothing" if values is None else "; ".join(write_value(value) or "none" for value in values) or "no values"


def is_same(claimed: ClaimValue, true: ClaimValue) -> bool:
    """Whether two values are the same; a sum in another order differs in its last digits."""
    if isinstance(true, float) and not isinstance(claimed, bool) and claimed not in (None, ""):
        return abs(float(str(claimed)) - true) <= 1e-9 * max(1.0, abs(true))
    return write_value(claimed) == write_value(true)
