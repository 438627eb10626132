"""The register of cohorts for the invented trusts: two that share a trust; one trust joins, and one leaves."""

from __future__ import annotations

from collections.abc import Iterator

from checks.samples.sample_set import BrokenSample, NamedContent, SampleSet
from checks.samples.spoil import change_text
from checks.samples.world import World

HEADER = "cohort,title,organisation,from,to"
MEMBERS = (
    ("sample_first_wave", "Sample programme first wave", 0, "2022-09", ""),
    ("sample_first_wave", "Sample programme first wave", 1, "2022-09", ""),
    ("sample_first_wave", "Sample programme first wave", 2, "2022-09", "2026-03"),
    ("sample_first_wave", "Sample programme first wave", 4, "2026-04", ""),
    ("sample_coast", "Sample group of coastal hospitals", 1, "2020-04", ""),
    ("sample_coast", "Sample group of coastal hospitals", 6, "2020-04", ""),
)
"""By position of the trust."""


def make_cohorts(world: World) -> bytes:
    """Make the register, leaving out trusts that this world does not have."""
    rows = [HEADER]
    for cohort, title, position, first, last in MEMBERS:
        if position < len(world.providers):
            rows.append(f"{cohort},{title},{world.providers[position].code},{first},{last}")
    return "".join(f"{row}\r\n" for row in rows).encode()


def _iterate_history(world: World) -> Iterator[NamedContent]:
    yield "cohorts-sample.csv", make_cohorts(world)


SAMPLES = SampleSet({"cohorts": make_cohorts}, history=_iterate_history)
BROKEN = (
    BrokenSample(
        "cohorts-broken-two-titles.csv",
        "cohorts",
        "a cohort has two titles",
        "title_differs",
        change_text(make_cohorts, "sample_coast,Sample group of coastal hospitals", "sample_coast,Another group"),
    ),
    BrokenSample(
        "cohorts-broken-ends-before-it-begins.csv",
        "cohorts",
        "a trust is in a cohort until before it was",
        "to_before_from",
        change_text(make_cohorts, ",2026-03", ",2021-03"),
    ),
)
