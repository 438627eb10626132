"""What the front page tells: movers that are not noise, standards met, the months that are held."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from reports.claims.claim import Claim
from reports.components import edition_claims
from reports.data.records import PeerStanding, SeriesRecord
from reports.pages import held_months
from reports.text import changes
from tests.reports.series import measure, point, series, standard
from tests.reports.site import Published
from tests.reports.text.test_notes import edition

NO_CLAIMS = (Claim("latest"), Claim("standard"))


def trust(values: list[float], size: float, **more: Any) -> SeriesRecord:
    """A trust's series whose every month has this denominator."""
    points = tuple(point(number, value)._replace(denominator=size) for number, value in enumerate(values))
    standing = PeerStanding(points[-1].month, 1, 20, "trust", None, None)
    return replace(series(values, **more), points=points, standing=standing)


def test_a_share_of_few_is_no_mover() -> None:
    values = [0.7] * 12 + [0.8]
    assert changes.year_move(trust(values, changes.MIN_CASES_FOR_CHANGE - 1)) is None
    actual = changes.year_move(trust(values, changes.MIN_CASES_FOR_CHANGE))
    assert actual
    assert (actual.value, actual.moved, round(actual.gain, 3)) == ("80.0%", "up 10.0 percentage points", 0.1)


def test_a_move_is_a_gain_in_the_direction_of_the_measure() -> None:
    actual = changes.year_move(trust([0.7] * 12 + [0.8], 900, of=measure(direction="decrease")))
    assert actual
    assert actual.gain < 0


def test_a_measure_without_a_better_direction_has_no_better_and_worse() -> None:
    neutral = measure(direction="neutral")
    assert changes.year_move(trust([0.7] * 12 + [0.8], 900, of=neutral)) is None
    tally = changes.ChangeTally()
    tally.look_at(trust([0.7, 0.8], 900, of=neutral, standards=[standard()]), edition(1))
    met = tally.met["a_measure"]
    assert (met.now, met.of, met.before, met.of_before) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("value", "direction", "words", "css"),
    [
        (0.8, "increase", "Meets the 78% standard", "met"),
        (0.78, "increase", "Meets the 78% standard", "met"),
        (0.7, "increase", "Misses the 78% standard", "unmet"),
        (0.8, "decrease", "Misses the 78% standard", "unmet"),
        (0.7, "decrease", "Meets the 78% standard", "met"),
        (0.7, "neutral", "", ""),
    ],
)
def test_a_tile_has_the_colour_of_its_outcome(value: float, direction: str, words: str, css: str) -> None:
    tile = changes.make_tile(series([0.7, value], measure(direction=direction), [standard()]), "", "", NO_CLAIMS)
    assert (tile.standard, tile.standard_css) == (words, css)


def test_without_a_month_a_year_before_there_is_no_move() -> None:
    assert changes.year_move(trust([0.7] * 12, 900)) is None


def test_a_tile_says_with_what_it_cannot_be_compared() -> None:
    """Two months that are not neighbours are not "one month so far", and hidden months are months too."""
    first = series([0.7])
    apart = replace(series([0.7, 0.8]), points=(point(0, 0.7), point(3, 0.8)))
    hidden = replace(first, hidden=(point(3, 0.8).month,))
    words = [changes.make_tile(of, "", "", NO_CLAIMS).on_year for of in (first, apart, hidden)]
    assert words == [changes.ONE_MONTH, changes.NO_COMPARISON, changes.NO_COMPARISON]


@pytest.mark.parametrize(
    ("direction", "words"), [("increase", "better"), ("decrease", "worse"), ("neutral", "neither")]
)
def test_a_new_signal_claims_its_way(direction: str, words: str) -> None:
    better = {"better": True, "worse": False, "neither": None}[words]
    move = changes.NewSignal(series([0.7, 0.8], measure(direction=direction)), better, "")
    assert edition_claims.claim_new_signal(move).values == (words,)


def test_who_meets_the_standard_is_counted_now_and_the_month_before() -> None:
    tally = changes.ChangeTally()
    for values in ([0.7, 0.8], [0.8, 0.7], [0.8, 0.9]):
        tally.look_at(trust(values, 900, standards=[standard()]), edition(1))
    met = tally.met["a_measure"]
    assert (met.now, met.of, met.before, met.of_before) == (2, 3, 2, 3)


def test_a_series_that_has_stopped_is_not_counted() -> None:
    tally = changes.ChangeTally()
    tally.look_at(trust([0.7, 0.8], 900, standards=[standard()]), edition(9))
    assert tally.met == {}


def load(month: date | None, status: str = "accepted") -> dict[str, Any]:
    received_at = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "month": month,
        "status": status,
        "rows": 10,
        "received_at": received_at,
        "is_provisional": month == date(2025, 2, 1),
    }


def test_months_between_the_first_and_the_last_are_held_or_missing() -> None:
    states = held_months._month_states(
        [
            load(date(2024, 11, 1)),
            load(date(2024, 12, 1), "superseded"),
            load(date(2024, 12, 1)),
            load(date(2025, 2, 1)),
            load(date(2025, 3, 1), "quarantined"),
            load(None),
        ]
    )
    assert [states[month] for month in sorted(states)] == [
        "accepted",
        "revised",
        "missing",
        "provisional",
        "quarantined",
    ]


def test_years_of_which_nothing_is_held_share_a_row() -> None:
    actual = held_months._states_by_year(held_months._month_states([load(date(2010, 12, 1)), load(date(2015, 1, 1))]))
    assert [years for years, _ in actual] == ["2010", "2011 to 2014", "2015"]


def test_the_front_page_tells_what_was_received_and_how_many_meet_the_standard(published: Published) -> None:
    text = published.pages["index.html"].text
    assert "A&E attendances and emergency admissions: 13 months received on" in text
    assert "NHS trusts met the standard in September 2026; the month before" in text
    [(value,)] = published.ask(
        "select value from core.observation where measure = 'ae_within_4h' and organisation = 'ENGLAND' "
        "order by month desc limit 1"
    )
    assert f"England. A&E attendances seen within four hours: {value:.1%} in September 2026" in text


def test_an_area_lists_its_organisations_on_the_headline_measures(published: Published) -> None:
    actual = published.ask(
        "select region, organisation from core.organisation where kind = 'provider' and region is not null "
        "and organisation in (select organisation from core.observation where measure = 'ae_within_4h' "
        "and month = date '2026-09-01')"
    )
    assert actual
    for region, code in actual:
        page = published.pages[f"area/{region.lower()}.html"]
        assert ("a", f"../provider/{code.lower()}.html#ae_within_4h") in page.references
