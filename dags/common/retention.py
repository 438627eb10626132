"""Retention: what is kept and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Retention:
    """The number of monthly editions kept, and the days for which caches and logs are kept."""

    editions: int = 36
    cache_days: int = 7
    log_days: int = 30
