"""The calendar of publications, and what it says is not here."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from pathlib import Path

import pytest

from checks.extracts import EXTRACTS
from checks.reference import publication_calendar
from checks.reference.publication_calendar import (
    MissingMonth,
    PublicationRule,
    due_on,
    format_month_ranges,
    missing_months,
)

# days on which these months were published
PUBLISHED = [
    ("ae", "2017-06", date(2017, 8, 10)),
    ("ae", "2017-07", date(2017, 8, 10)),
    ("ae", "2025-06", date(2025, 7, 10)),
    ("ae", "2025-12", date(2026, 1, 8)),
    ("ae", "2026-02", date(2026, 3, 12)),
    ("rtt", "2021-02", date(2021, 4, 15)),
    ("rtt", "2025-06", date(2025, 8, 14)),
    ("rtt", "2026-01", date(2026, 3, 12)),
]


@pytest.mark.parametrize(("kind", "month", "day"), PUBLISHED)
def test_the_day_of_publication(kind: str, month: str, day: date) -> None:
    assert due_on(kind, month) == day


def test_the_calendar_is_of_known_kinds_and_says_where_it_is_from() -> None:
    assert {slot.kind for slot in publication_calendar.read_publication_rules()} <= EXTRACTS.keys()
    assert all(slot.source for slot in publication_calendar.read_publication_rules())
    path = Path(publication_calendar.__file__).with_name("calendar.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        assert len(list(csv.DictReader(handle))) == len(publication_calendar.read_publication_rules())


@pytest.mark.parametrize(
    ("kind", "month", "day"),
    [
        ("ae", "2024-03", date(2024, 6, 30)),
        ("ae", "2024-04", date(2025, 6, 30)),
        ("ae", "2025-01", date(2025, 6, 30)),
        ("rtt", "2024-04", None),
        ("adoptions", "2024-04", None),
    ],
)
def test_a_financial_year_is_revised_after_it_is_over(kind: str, month: str, day: date | None) -> None:
    assert publication_calendar.settles_on(kind, month) == day


def test_real_revisions_came_before_a_year_had_settled(shared: Path) -> None:
    """April-2022-revised-130624-F4scP.csv: by the date in its name, two years late; all others in time."""
    late = []
    for path in sorted((shared / "data" / "ae").glob("*-revised-*.csv")):
        match = re.match(r"(\w+)-(\d{4})-revised-(\d{6})", path.name)
        assert match
        month = datetime.strptime(f"{match[1]} {match[2]}", "%B %Y").strftime("%Y-%m")
        settled = publication_calendar.settles_on("ae", month)
        assert settled
        if datetime.strptime(match[3], "%d%m%y").date() > settled:
            late.append(month)
    assert late == ["2022-04"]


def test_a_paused_publication_is_never_late() -> None:
    assert due_on("referrals", "2024-05") is None
    assert missing_months("referrals", {"2024-03"}, date(2026, 1, 1)) == MissingMonth()
    # the last month before the pause came out
    assert due_on("referrals", "2024-03") == date(2024, 5, 9)
    assert missing_months("referrals", {"2024-02"}, date(2026, 1, 1)) == MissingMonth(late=("2024-03",))
    assert due_on("organisations", "2025-01") is None


def test_a_month_of_its_own_goes_before_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "second Thursday of month+1"
    rows = (
        PublicationRule("ae", "2015-06", "", rule, "-"),
        PublicationRule("ae", "2025-06", "2025-06", "2025-07-17", "-"),
    )
    monkeypatch.setattr(publication_calendar, "read_publication_rules", lambda: rows)
    assert due_on("ae", "2025-06") == date(2025, 7, 17)
    assert due_on("ae", "2025-07") == date(2025, 8, 14)


@pytest.mark.parametrize("rule", ["", "soon", "fifth Thursday of month+1", "second Thursday of month-1", "2025-13-01"])
def test_a_rule_that_cannot_be_read_is_a_fault(rule: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PublicationRule("ae", "2025-01", "", rule, "-")


TWO_YEARS = tuple(publication_calendar.month_of(count) for count in range(2023 * 12 + 6, 2025 * 12 + 5))


# A&E of June 2025 came out on 10 July, of July on 14 August
@pytest.mark.parametrize(
    ("texts", "today", "missing_month"),
    [
        ({"2025-05"}, date(2025, 7, 9), MissingMonth()),
        ({"2025-05"}, date(2025, 7, 10), MissingMonth(due=("2025-06",))),
        ({"2025-05"}, date(2025, 7, 17), MissingMonth(due=("2025-06",))),
        ({"2025-05"}, date(2025, 7, 18), MissingMonth(late=("2025-06",))),
        ({"2025-05"}, date(2025, 8, 14), MissingMonth(due=("2025-07",), late=("2025-06",))),
        ({"2025-05"}, date(2025, 8, 22), MissingMonth(late=("2025-07",), missing=("2025-06",))),
        ({"2025-04", "2025-06"}, date(2025, 7, 12), MissingMonth(missing=("2025-05",))),
        ({"2025-06"}, date(2025, 7, 12), MissingMonth()),
        ({"2018-01", "2025-06"}, date(2025, 7, 12), MissingMonth(missing=TWO_YEARS)),
        (set(), date(2025, 7, 12), MissingMonth()),
    ],
)
def test_what_is_not_held(texts: set[str], today: date, missing_month: MissingMonth) -> None:
    assert missing_months("ae", texts, today) == missing_month


def test_ranges_are_reported_as_such() -> None:
    assert format_month_ranges(["2025-01", "2024-12", "2025-03"]) == "2024-12 to 2025-01, 2025-03"
