"""The pages for patients: plain words, by area, and nothing that judges."""

from __future__ import annotations

import re

import pytest

from checks.extracts import EXTRACTS
from reports.pages.waits_pages import in_every_100
from tests.reports.site import Published

PAGE = "waits/ae_within_4h.html"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.828, "83 in every 100"),
        (0.0, "0 in every 100"),
        (0.001, "Fewer than 1 in every 100"),
        (0.998, "More than 99 in every 100"),
        (1.0, "100 in every 100"),
    ],
)
def test_a_share_is_said_as_people_say_it(value: float, words: str) -> None:
    assert in_every_100(value) == words


def test_each_hospital_trust_with_a_newest_figure_is_there_once(published: Published) -> None:
    wanted = published.ask(
        "select organisation from core.observation join core.organisation using (organisation) "
        "where measure = 'ae_within_4h' and kind = 'provider' "
        "and month = (select max(month) from core.observation where measure = 'ae_within_4h')"
    )
    links = re.findall(r'href="\.\./provider/([^"#]+)\.html#', published.pages[PAGE].source)
    assert sorted(links) == sorted(code.lower() for (code,) in wanted)


def test_nothing_on_it_judges(published: Published) -> None:
    page = published.pages[PAGE]
    assert not re.search(r"\b(worst|best|better|worse|met|missed|standard|signal|verdict)\b", _main(page.text).lower())
    assert 'class="badge' not in page.source
    assert 'class="ic"' not in page.source.partition("<main")[2]
    assert "call NHS 111" in page.text


def _main(text: str) -> str:
    return text.partition("For patients")[2].partition("As known ")[0]


def test_words_for_patients_are_of_shares_that_are_published() -> None:
    for extract in EXTRACTS.values():
        for measure in extract.measures:
            assert not measure.for_patients or (measure.unit == "share" and extract.is_published_statistics)
