"""What a reader must know before reading a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.records import ExclusionRecord, SeriesRecord
from reports.text import changes, narrative, notes
from tests.reports.series import measure, month, series


def organisation(code: str, kind: str = "provider", region: str | None = None) -> OrganisationRecord:
    return OrganisationRecord(code, f"Trust {code}", kind, region, None, None, None, None)


def edition(last: int, newest: int | None = None, exclusions: Sequence[ExclusionRecord] = ()) -> EditionRecord:
    """An edition whose newest month is `last`, in which the measure runs to `newest`."""
    ours = [organisation("ZZA", region="ZZY"), organisation("ZZY", "region"), organisation("ENGLAND", "england")]
    return EditionRecord(
        name="2020-01",
        month=month(last),
        measures={"a_measure": measure()},
        organisations={our.code: our for our in ours},
        standards={},
        loads=[],
        is_sample=True,
        built_at="",
        exclusions=tuple(exclusions),
        years={"a_measure": (month(0), month(last if newest is None else newest))},
    )


def excluded(first: int, last: int) -> ExclusionRecord:
    return ExclusionRecord("a_measure", "ZZA", month(first), month(last), "Tested another standard", "A note")


ZZA, ZZY, ENGLAND = organisation("ZZA", region="ZZY"), organisation("ZZY", "region"), organisation("ENGLAND", "england")


@pytest.mark.parametrize(
    ("last", "newest", "is_behind"), [(11, 11, False), (12, 12, True), (13, 11, False), (15, 11, True)]
)
def test_a_series_is_behind_when_others_are_newer_or_its_measure_is_past(
    last: int, newest: int, is_behind: bool
) -> None:
    assert edition(last, newest).is_behind(series([0.7] * 12)) is is_behind


def test_who_stopped_reporting_is_said_to_have() -> None:
    [notice] = notes.of_organisation(ZZA, [series([0.7] * 12)], edition(40))
    assert notice == "Last reported in December 2020: these figures describe that time, not the present."
    assert notes.of_organisation(ZZA, [series([0.7] * 41)], edition(40)) == []
    assert notes.newest_notes(series([0.7] * 12), edition(40)) == ["Last reported in December 2020."]


def test_a_hidden_newest_month_is_said_to_be_hidden() -> None:
    """The organisation has reported: what it sent is small."""
    hidden = replace(series([0.7] * 12), hidden=(month(12),))
    assert not edition(12).is_behind(hidden)
    assert notes.of_organisation(ZZA, [hidden], edition(12)) == []
    assert notes.newest_notes(hidden, edition(12)) == ["January 2021 is hidden: small numbers."]
    assert narrative.chart_subtitle(hidden).endswith("1 month hidden: small numbers")
    assert hidden.missing_months == 0


def test_months_left_out_are_explained_where_they_are_missed() -> None:
    shared = edition(20, exclusions=[excluded(0, 9)])
    late: list[float | None] = [*[None] * 10, *[0.7] * 11]
    [note] = notes.of_series(ZZA, series(late), shared)
    assert note == (
        "The time from January 2020 to October 2020 is left out. Reason: tested another standard. Source: A note."
    )
    [notice] = notes.of_organisation(ZZA, [], shared)
    assert notice.startswith("A measure: no figure, because the time from January 2020 to October 2020 is left out.")


@pytest.mark.parametrize("area", [ZZY, ENGLAND])
def test_an_area_says_that_its_months_are_not_like_with_like(area: OrganisationRecord) -> None:
    shared = edition(20, exclusions=[excluded(0, 9)])
    [note] = notes.of_series(area, series([0.7] * 21), shared)
    assert note.startswith("The rows of 1 organisation code are left out up to October 2020")
    assert notes.of_series(area, series([*[None] * 10, *[0.7] * 11]), shared) == [], "it begins after them"


def test_what_is_long_past_is_not_among_what_changed() -> None:
    points: SeriesRecord = series([0.7] * 12, variation="common_cause")
    assert changes.is_looked_at(points, edition(11))
    assert not changes.is_looked_at(points, edition(60, 11))
