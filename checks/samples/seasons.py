"""Month arithmetic, seasonal effects and autocorrelated noise for the samples."""

from __future__ import annotations

import math
from functools import lru_cache
from random import Random

from checks.contracts.published_months import MONTHS

EPOCH = "2007-01"
LAST_NOISY_MONTH = "2035-01"
MEMORY = 0.55
"""Autocorrelation of the noise from one month to the next."""


def number_of(month: str) -> int:
    """Return months since the epoch: '2007-03' is 2."""
    year, calendar = (int(part) for part in month.split("-"))
    first, start = (int(part) for part in EPOCH.split("-"))
    return (year - first) * 12 + calendar - start


def add_months(month: str, months: int) -> str:
    total = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{total // 12}-{total % 12 + 1:02d}"


def months_until(last: str, months: int) -> list[str]:
    """List this many months up to and including the last, oldest first."""
    return [add_months(last, -back) for back in range(months - 1, -1, -1)]


def name_of(month: str) -> str:
    """Return the month's English name: 'March'."""
    return MONTHS[int(month[5:]) - 1].capitalize()


def winter_effect(month: str) -> float:
    """Return a factor from 1 (January) to -1 (July)."""
    return math.cos(2 * math.pi * (int(month[5:]) - 1) / 12)


def monthly_noise(key: str, month: str) -> float:
    """Return standard normal noise. It is drawn from the epoch, whichever months are requested."""
    return _noise_path(key)[number_of(month)]


@lru_cache(maxsize=4096)
def _noise_path(key: str) -> tuple[float, ...]:
    random = Random(key)
    values = [random.gauss(0, 1)]
    for _ in range(number_of(LAST_NOISY_MONTH)):
        values.append(MEMORY * values[-1] + math.sqrt(1 - MEMORY**2) * random.gauss(0, 1))
    return tuple(values)
