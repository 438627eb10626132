"""The reading aid in words: where its phases begin and why, and why no month of a phase is coloured."""

from __future__ import annotations

from reports.data.reading import ReadingPhase
from reports.data.records import SeriesRecord
from reports.formatting import join_words, month_name

GREY_WORDS = {
    "old": "No month since {month} is coloured, because the figures end in {last} and the limits are not current.",
    "not_stable": (
        "No month since {month} is coloured: the months since then are not on one level, so limits cannot show which "
        "of them stand out."
    ),
}


def newest_refusal(series: SeriesRecord) -> str | None:
    """Why the newest months are not coloured; None where they are, or where another chart is drawn."""
    if series.chart != "xmr" or not series.phases or not series.phases[-1].is_newest:
        return None
    return series.phases[-1].refusal


def grey_sentence(series: SeriesRecord) -> str:
    """Why the newest months are grey, where the chart's own sentence does not say so."""
    words = GREY_WORDS.get(newest_refusal(series) or "", "")
    if not words:
        return ""
    since = max(series.phases[-1].first_month, series.points[0].month)
    return words.format(month=month_name(since), last=month_name(series.last_reported))


def reading_notes(series: SeriesRecord) -> list[str]:
    """One note that names the reading aid, with each phase and its cause."""
    phases = [phase for phase in series.phases if phase.cause and phase.cause != "approved"]
    if series.chart != "xmr" or not phases:
        return []
    causes = [f"{month_name(phase.first_month)} ({_cause_words(phase)})" for phase in phases]
    return [f"Reading aid: limits begin anew in {join_words(causes)}. Nobody has approved these recalculations."]


def _cause_words(phase: ReadingPhase) -> str:
    words = {
        "shock": f"{phase.detail}",
        "shock_over": f"after: {phase.detail}",
        "merger": f"took over {phase.detail}",
        "definition": "organisations that had been left out are counted",
        "adoption": f"adopted {phase.detail}",
        "new_level": "a new level in the figures",
    }
    return words.get(phase.cause or "", "")
