"""The counts of an invented provider in an A&E month: eighteen, of which the shares, seasons and shocks are planted."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Sequence

from checks.samples.seasons import number_of, winter_effect
from checks.samples.truths import shock_in_month
from checks.samples.world import SampleProvider, World


def make_counts(world: World, provider: SampleProvider, month: str) -> list[int]:
    """Draw the eighteen counts in the column order since August 2020; over four hours never exceeds attendances."""
    random = world.random("ae", provider.code, month)
    days = calendar.monthrange(int(month[:4]), int(month[5:]))[1] / 30
    growth = 1 + 0.0013 * (number_of(month) - number_of("2023-10"))
    level = days * growth * (1 - 0.03 * winter_effect(month)) * (1 + 0.015 * world.wobble(month, "size", provider.code))
    if provider.role == "specialist":
        return [0] * 17 + [round(level * provider.size / 25)]
    major = round(level * provider.size) if provider.role.startswith("acute") else 0
    eyes = round(major * 0.08) if provider.role == "acute_with_eyes" else 0
    minor = round(level * provider.size * (0.35 if major else 1.0) * random.gauss(1, 0.02))
    seen = [major, eyes, minor, round(major * 0.015), 0, round(minor * 0.06)]
    share = over_4h(world, provider, month)
    over = [
        _draw_share(random.gauss(0, 1), *pair) for pair in zip(seen, (share, 0.04, 0.03, 0.2, 0.0, 0.01), strict=True)
    ]
    admitted = _draw_share(random.gauss(0, 1), major, 0.27)
    waited = max(0.02, share - 0.12)
    long_waits = _draw_share(random.gauss(0, 1), admitted, min(0.4, 1.6 * waited**2))
    waits = [_draw_share(random.gauss(0, 1), admitted - long_waits, min(0.5, 0.9 * waited)), long_waits]
    other = _draw_share(random.gauss(0, 1), major, 0.09)
    return [*seen, *over, *waits, admitted, round(eyes * 0.03), _draw_share(random.gauss(0, 1), minor, 0.004), other]


def over_4h(world: World, provider: SampleProvider, month: str) -> float:
    """Return the share (0 to 1) of type 1 attendances over four hours: level, season, trend, noise, shock and steps."""
    years = (number_of(month) - number_of("2023-10")) / 12
    share = provider.over_4h + 0.03 * winter_effect(month) - 0.008 * years + shock_in_month(month)
    share += 0.008 * world.wobble(month, "nation") + 0.014 * world.wobble(month, "over", provider.code)
    share += sum(change for since, change in provider.steps if month >= since)
    return min(0.75, max(0.05, share))


def add_rows(rows: Iterable[Sequence[int]]) -> list[int]:
    return [sum(cells) for cells in zip(*rows, strict=True)]


def _draw_share(noise: float, whole: int, share: float) -> int:
    """Draw roughly `share` of `whole`, like a binomial count, from 0 to `whole`."""
    return min(whole, max(0, round(whole * share + noise * math.sqrt(whole * share * (1 - share)))))
