"""What the pages say of the reading aid: each phase with its cause, and why the newest months are grey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.charts.control import control_chart
from reports.charts.sparkline import sparkline_chart
from reports.data.chart_limits import BY_THE_DATA, RebaseRecord
from reports.data.reading import ReadingPhase
from reports.data.records import SeriesRecord
from reports.pages.proposals_page import REGISTER_COLUMNS, write_register_rows
from reports.text import narrative, reading
from tests.reports.series import LIMITS, month, series

START = ReadingPhase(month(0), None, None, "trial", False)
STORM = ReadingPhase(month(13), "shock", "A storm", None, False)
AFTER = ReadingPhase(month(26), "shock_over", "A storm", None, True)
LEVEL = ReadingPhase(month(26), "new_level", None, "not_stable", True)


def with_phases(*phases: ReadingPhase) -> SeriesRecord:
    return replace(series([0.7] * 40, limits=LIMITS, sentence="No significant change."), phases=phases)


def test_the_note_names_the_reading_aid_and_each_cause() -> None:
    [note] = reading.reading_notes(with_phases(START, STORM, AFTER))
    assert note == (
        "Reading aid: limits begin anew in February 2021 (A storm) and March 2022 (after: A storm). "
        "Nobody has approved these recalculations."
    )


@pytest.mark.parametrize("phases", [(), (START,), (replace(STORM, cause="approved"),)])
def test_without_a_phase_of_its_own_there_is_no_note(phases: tuple[ReadingPhase, ...]) -> None:
    assert reading.reading_notes(with_phases(*phases)) == []


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (None, "No significant change."),
        ("trial", "No significant change."),
        ("not_stable", "No month since March 2022 is coloured: the months since then are not on one level"),
        ("old", "No month since March 2022 is coloured, because the figures end in April 2023"),
    ],
)
def test_grey_months_are_explained_in_the_place_of_a_finding(refusal: str | None, words: str) -> None:
    item = with_phases(STORM, replace(LEVEL, refusal=refusal))
    assert narrative.process_sentence(item).startswith(words)
    assert narrative.process_sentence(replace(item, chart="run")) == "No significant change."


def test_a_phase_has_a_dashed_mark_with_its_cause_and_grey_dots_are_drawn_apart() -> None:
    item = with_phases(START, STORM, LEVEL)
    grey = tuple(point._replace(variation="not_judged") for point in item.points[26:])
    picture = control_chart(replace(item, points=(*item.points[:26], *grey)))
    assert picture.count('class="phase"') == 1
    assert [words in picture for words in ("A storm", "New level")] == [True, True]
    assert 'class="un"' in picture
    assert 'class="ring-out un"' in picture
    assert 'class="phase"' not in control_chart(series([0.7] * 40))


def test_a_label_is_escaped() -> None:
    assert "<b>" not in control_chart(with_phases(replace(STORM, detail="<b>")))


def test_the_small_chart_has_a_line_at_the_month_and_all_months() -> None:
    picture = sparkline_chart(series([0.7, 0.8] * 25), "A chart", months=None, mark=month(20))
    assert 'class="phase"' in picture
    assert picture.split('class="line" d="')[1].split('"')[0].count("L") == 49


PROPOSED = RebaseRecord("m", "ZZA", month(12), "A unit, opened", "Paper", "proposed", "Lead", None, None, None, False)


@pytest.mark.parametrize(
    ("rebase", "row"),
    [
        (PROPOSED, 'm,ZZA,2021-01,"A unit, opened",Paper,Lead,{},ROLE,YYYY-MM-DD'),
        (
            replace(PROPOSED, state=BY_THE_DATA, proposed_by=None, evidence="13 months, 70.0%"),
            'm,ZZA,2021-01,WHAT CHANGED,"13 months, 70.0%",YOUR ROLE,{},ROLE,YYYY-MM-DD',
        ),
    ],
)
def test_the_rows_to_write_are_rows_of_the_register(rebase: RebaseRecord, row: str) -> None:
    written = write_register_rows(rebase).splitlines()
    assert written == [row.format("approved"), row.format("declined")]
    assert len(REGISTER_COLUMNS) == 9


@pytest.mark.parametrize(
    ("state", "problem", "is_open"),
    [
        ("proposed", None, True),
        (BY_THE_DATA, None, True),
        ("proposed", "There is no figure for this month.", False),
        ("approved", None, False),
        ("declined", None, False),
    ],
)
def test_only_what_nobody_has_decided_is_open(state: str, problem: str | None, is_open: bool) -> None:
    assert replace(PROPOSED, state=state, problem=problem).is_open == is_open
