"""Pages and `holdgain status` have one answer to what is late, and a page that grows old says so by itself."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from checks.reference import publication_calendar
from reports.data.punctuality import next_late_day, read_punctuality
from reports.pages.frame import PageFrame
from reports.pages.page_templates import make_environment
from reports.text.punctuality_words import late_sentence

TITLES = {"ae": "A&E", "rtt": "RTT", "referrals": "Referrals"}


def loads(kind: str, *months: str, status: str = "accepted") -> list[dict[str, Any]]:
    return [{"kind": kind, "month": date.fromisoformat(f"{month}-01"), "status": status} for month in months]


CASES = [
    # the figures of February are published on the second Thursday of March, the 12th, with a week's grace
    (loads("ae", "2026-01", "2026-02"), date(2026, 3, 20), "", date(2026, 4, 16)),
    (loads("ae", "2025-12", "2026-01"), date(2026, 3, 19), "", date(2026, 3, 19)),
    (loads("ae", "2025-12", "2026-01"), date(2026, 3, 20), "A&E (Feb 2026)", None),
    (loads("ae", "2025-12", "2026-02"), date(2026, 3, 20), "A&E (Jan 2026)", None),
    (loads("ae", "2025-12"), date(2026, 3, 20), "A&E (Jan 2026 and Feb 2026)", None),
    (loads("ae", "2025-08"), date(2026, 3, 20), "A&E (6 months, the first September 2025)", None),
    (loads("ae", "2026-02") + loads("ae", "2026-01", status="withdrawn"), date(2026, 3, 20), "", date(2026, 4, 16)),
    (loads("referrals", "2024-03"), date(2026, 3, 20), "", None),
    (loads("ae", "2026-02") + loads("rtt", "2025-12"), date(2026, 3, 20), "RTT (Jan 2026)", date(2026, 4, 16)),
]


@pytest.mark.parametrize(("received", "today", "words", "late_on"), CASES)
def test_what_is_late_is_what_the_calendar_says(
    received: list[dict[str, Any]], today: date, words: str, late_on: date | None
) -> None:
    kinds = read_punctuality(received, TITLES, today)
    sentence = late_sentence(kinds)
    assert sentence == (f"Late or missing: published figures have not arrived for {words}." if words else "")
    assert next_late_day(kinds) == late_on
    for kind in kinds:
        months = {
            f"{load['month']:%Y-%m}" for load in received if load["kind"] == kind.kind and load["status"] == "accepted"
        }
        gaps = publication_calendar.missing_months(kind.kind, months, today)
        assert [f"{month:%Y-%m}" for month in kind.awaited] == sorted({*gaps.late, *gaps.missing})


def test_the_day_on_which_a_page_says_that_it_is_old_is_the_day_on_which_status_says_so() -> None:
    received = loads("ae", "2026-01", "2026-02")
    [kind] = read_punctuality(received, TITLES, date(2026, 3, 20))
    assert kind.next_late_on
    for days in (0, 1):
        [then] = read_punctuality(received, TITLES, kind.next_late_on + timedelta(days=days))
        assert bool(then.awaited) is bool(days)


def banner(late: str, late_on: date | None) -> str:
    edition = SimpleNamespace(
        name="2026-02", built_at="1 March 2026, 10:00 UTC", is_sample=False, loads=[], provisional=()
    )
    edition.month = date(2026, 2, 1)
    facts = {"edition": edition, "edition_claim": None, "late_words": late, "late_on": late_on}
    return PageFrame(make_environment(), facts).make_pieces("../")["late"]


def test_every_page_of_a_stale_edition_has_a_banner() -> None:
    late = banner("Late or missing: published figures have not arrived for A&E (Mar 2026).", None)
    assert "<strong>Late or missing figures</strong>" in late
    assert "Published figures have not arrived for A&amp;E (Mar 2026)." in late
    assert "data-late-on" not in late
    punctual = banner("", date(2026, 4, 16))
    assert 'data-late-on="2026-04-16" hidden' in punctual
    assert "by 16 April 2026" in punctual
    assert 'class="late"' not in banner("", None)
