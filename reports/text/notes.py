"""Notes that a reader needs before a figure: it is old, hidden, or leaves out rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.data import absences, mergers
from reports.data.edition_record import EditionRecord
from reports.data.organisation_record import OrganisationRecord
from reports.data.partial_files import PartialMonth
from reports.data.records import ExclusionRecord, SeriesRecord
from reports.formatting import day_name, month_name, plural
from reports.text.reading import reading_notes


def of_organisation(
    organisation: OrganisationRecord, series_list: Sequence[SeriesRecord], shared: EditionRecord
) -> list[str]:
    """The notices at the top of a page: nothing new is reported, or a measure has no figures."""
    notices = []
    if series_list and all(shared.is_behind(series) for series in series_list):
        last = max(series.last_reported for series in series_list)
        notices.append(f"Last reported in {month_name(last)}: these figures describe that time, not the present.")
    notices += incomplete_notes(series_list, shared) + _wholly_hidden(organisation, series_list, shared)
    have = {series.measure.name for series in series_list} | {
        name for name, code in shared.hidden if code == organisation.code
    }
    for exclusion in shared.exclusions:
        if exclusion.organisation == organisation.code and exclusion.measure in shared.measures.keys() - have:
            title = shared.measures[exclusion.measure].title
            notices.append(
                f"{title}: no figure, because the time {_exclusion_span(exclusion)} is left out. "
                f"{_exclusion_reason(exclusion)}"
            )
    return notices


def _wholly_hidden(
    organisation_record: OrganisationRecord, series_records: Sequence[SeriesRecord], shared: EditionRecord
) -> list[str]:
    """The organisation's measures whose figures are all hidden."""
    shown = {series.measure.name for series in series_records}
    return [
        f"{shared.measures[name].title} is hidden: small numbers ({plural(len(months), 'month')})."
        for (name, code), months in shared.hidden.items()
        if code == organisation_record.code and name in shared.measures and name not in shown
    ]


def incomplete_notes(series_list: Sequence[SeriesRecord], shared: EditionRecord) -> list[str]:
    """One sentence for each section whose newest totals lack an organisation."""
    sections: dict[tuple[str, date], list[absences.IncompleteTotal]] = {}
    for series in series_list:
        if series.last_gap and not shared.is_behind(series):
            sections.setdefault((series.measure.section, series.last.month), []).append(series.last_gap)
    together = {
        key: absences.describe_incomplete_total(absences.merge_incomplete_totals(gaps), is_largest=True)
        for key, gaps in sections.items()
    }
    return [
        f"{section}: the totals of {month_name(month)} are {missing_words}"
        for (section, month), missing_words in together.items()
    ]


def partial_note(partial: PartialMonth) -> str:
    """Say why England and areas have no figures for a kind's newest month."""
    return (
        f"{partial.title}: England and areas are not computable for {month_name(partial.month)}, "
        "because the file is only a part of the publication."
    )


def newest_notes(series: SeriesRecord, shared: EditionRecord) -> list[str]:
    """Notes on the newest month of a series: it is old, or it is hidden."""
    notes = []
    if shared.is_behind(series):
        notes.append(f"Last reported in {month_name(series.last_reported)}.")
    if series.hidden and series.hidden[-1] > series.last.month:
        notes.append(f"{month_name(series.hidden[-1])} is hidden: small numbers.")
    return notes


def of_series(organisation: OrganisationRecord, series: SeriesRecord, shared: EditionRecord) -> list[str]:
    """The other notes beside a chart."""
    last = series.last.month
    first = shared.first_months[series.measure.name]
    exclusions = [
        exclusion
        for exclusion in shared.exclusions
        if exclusion.measure == series.measure.name and exclusion.to_month >= first
    ]
    notes = [
        f"The time {_exclusion_span(exclusion)} is left out. {_exclusion_reason(exclusion)}"
        for exclusion in exclusions
        if exclusion.organisation == organisation.code
    ]
    notes += absences.chart_notes(series.gaps, series.points[0].month, last)
    notes += mergers.merger_notes(series.mergers, series.points[0].month, last)
    return notes + _in_area(organisation, series, exclusions, shared) + reading_notes(series)


def _in_area(
    organisation: OrganisationRecord, series: SeriesRecord, exclusions: list[ExclusionRecord], shared: EditionRecord
) -> list[str]:
    """Notes on an area whose figures are not comparable before and after an excluded organisation comes in."""
    if organisation.kind == "england":
        ours = exclusions
    else:
        members = {member.code for member in shared.members.get(organisation.code, [])}
        ours = [exclusion for exclusion in exclusions if exclusion.organisation in members]
    if not ours or series.points[0].month > max(exclusion.to_month for exclusion in ours):
        return []
    until = max(exclusion.to_month for exclusion in ours)
    count = plural(len({exclusion.organisation for exclusion in ours}), "organisation code")
    return [
        (
            f"The rows of {count} are left out up to {month_name(until)}, so the months before and after it are not "
            f"quite like with like. {_exclusion_reason(ours[0])}"
        )
    ]


def rebase_notes(series: SeriesRecord) -> list[str]:
    """One note for each recalculation of limits: who approved it, or that it is proposed and changes nothing yet."""
    sentences = []
    for rebase in series.rebases:
        month, reason = month_name(rebase.month), rebase.reason.rstrip(".")
        evidence = f" ({rebase.evidence.rstrip('.')})" if rebase.evidence else ""
        decided = f"{rebase.decided_by}, {day_name(rebase.decided_on)}" if rebase.decided_on else ""
        if rebase.is_applied:
            sentences.append(f"Limits recalculated from {month}: {reason}{evidence}. Approved: {decided}.")
        elif rebase.state == "approved":
            sentences.append(f"A recalculation from {month} is approved and not applied: {rebase.problem}")
        elif rebase.state == "declined":
            sentences.append(f"A recalculation of the limits from {month} was declined: {decided}.")
        elif rebase.proposed_by:
            who = rebase.proposed_by
            sentences.append(f"New limits from {month} are proposed ({who}) and need approval: {reason}{evidence}.")
        else:
            sentences.append(f"The level changed in {month}{evidence}. New limits are proposed and need approval.")
    return sentences


def _exclusion_span(exclusion: ExclusionRecord) -> str:
    return f"from {month_name(exclusion.from_month)} to {month_name(exclusion.to_month)}"


def _exclusion_reason(exclusion: ExclusionRecord) -> str:
    return f"Reason: {exclusion.why[:1].lower()}{exclusion.why[1:]}. Source: {exclusion.source}."
