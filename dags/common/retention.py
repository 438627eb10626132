"""What is kept, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retention:
    """So many monthly editions; caches and logs of so many days."""

    editions: int = 36
    cache_days: int = 7
    log_days: int = 30
