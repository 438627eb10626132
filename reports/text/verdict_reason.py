"""One reason for a verdict."""

from __future__ import annotations

from dataclasses import dataclass

MET, OPEN, MISSED = "ok", "mid", "no"
STATE_WORDS = {MET: "Met", OPEN: "To note", MISSED: "Not met"}


@dataclass(frozen=True)
class VerdictReason:
    """One reason: its state, its finding and its criterion."""

    state: str
    what: str
    held_to: str

    @property
    def word(self) -> str:
        return STATE_WORDS[self.state]
