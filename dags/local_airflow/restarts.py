"""When a component that has stopped is started again, and when it is given up."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

FIRST_DELAY_SECONDS = 1.0
LONGEST_DELAY_SECONDS = 60.0
"""A minute: after that the watchers remind anyway, so that a restart costs no more than a lost event."""


@dataclass
class RestartPolicy:
    """At most so many failures of a component in a window; each waits twice as long as the one before."""

    most_failures: int
    window_seconds: float
    failures: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def note_failure(self, name: str, now: float) -> float | None:
        """Seconds until the component is to be started again; None when it has failed too often."""
        recent = self.failures[name]
        recent.append(now)
        while recent[0] < now - self.window_seconds:
            recent.popleft()
        if len(recent) >= self.most_failures:
            return None
        return float(min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (len(recent) - 1)))
