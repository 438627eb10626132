"""The spread of the peers: a small histogram that marks this organisation, England and the standard."""

from __future__ import annotations

from dataclasses import dataclass

from reports.charts.scale import scale_around
from reports.claims.claim import Claim, claim_attribute

WIDTH, HEIGHT, BINS, BASE = 240, 84, 24, 62
ENOUGH_PEERS = 10  # as for the funnel's limits in mart.benchmark


@dataclass(frozen=True)
class SpreadMark:
    """A value to mark in the histogram; `css` says whose it is."""

    value: float
    css: str
    words: str


def spread_chart(peers: tuple[float, ...], own: float, marks: list[SpreadMark], label: str, claim: Claim) -> str:
    """Draw the SVG, or nothing where there are too few peers; `label` is escaped by the caller."""
    if len(peers) < ENOUGH_PEERS:
        return ""
    scale = scale_around([*peers, own, *(mark.value for mark in marks)], floor=0.0)

    def across(value: float) -> float:
        return round((1000 - scale.place(value)) / 1000 * WIDTH, 1)

    counts = [0] * BINS
    for value in peers:
        counts[_bin_number(across(value))] += 1
    tallest, here = max(counts), _bin_number(across(own))
    bars = "".join(_bin_bar(at, count / tallest) for at, count in enumerate(counts) if count and at != here)
    mine = _bin_bar(here, max(counts[here], 0.4) / tallest)
    lines = "".join(f'<path class="{mark.css}" d="M{across(mark.value)} 4V{BASE + 5}"/>' for mark in marks)
    words = ""
    for mark in marks[:1]:
        place = min(max(across(mark.value), 44), WIDTH - 44)
        words += f'<text class="{mark.css}" x="{place}" y="{HEIGHT - 4}">{mark.words}</text>'
    return (
        f'<svg class="hist" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}"{claim_attribute(claim)}>'
        f'<path class="peers" d="{bars}"/><path class="own" d="{mine}"/><path class="base" d="M0 {BASE}H{WIDTH}"/>'
        f"{lines}{words}</svg>"
    )


def _bin_number(x: float) -> int:
    return min(max(int(x / WIDTH * BINS), 0), BINS - 1)


def _bin_bar(at: int, share: float) -> str:
    width, height = WIDTH / BINS, round(max(share, 0.03) * (BASE - 8), 1)
    return f"M{at * width + 1:.1f} {BASE}v-{height}h{width - 2:.1f}v{height}z"
