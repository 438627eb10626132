"""Decides when a stopped component is restarted, and when it is given up."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 60.0
"""One minute: the watchers repeat their events after that anyway, so a restart costs no more than a lost event."""


@dataclass
class RestartPolicy:
    """Restarts a component until it fails `most_failures` times in a window; each delay is twice the one before."""

    most_failures: int
    window_seconds: float
    failures: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def note_failure(self, name: str, now: float) -> float | None:
        """Record a failure; return the seconds until the restart, or None if it has failed too often."""
        recent = self.failures[name]
        recent.append(now)
        while recent[0] < now - self.window_seconds:
            recent.popleft()
        if len(recent) >= self.most_failures:
            return None
        return float(min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (len(recent) - 1)))
