"""Writes the notes beside charts and the notices at the head of pages again, in the order in which pages have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from reports.verification.behind import is_behind
from reports.verification.note_facts import Absent, Exclusion, NoteWarehouse
from reports.verification.series_facts import Key, SeriesFacts
from reports.verification.shown_numbers import join_words, write_month

MOST_NAMED = 4
"""Organisations that a note on a total names (docs/organisations.md)."""
LEAST_SHARE = 0.0005
"""A smaller share of a total is written as less than 0.1%."""
CAUSES = {
    "shock": "{}",
    "shock_over": "after: {}",
    "merger": "took over {}",
    "definition": "organisations that had been left out are counted",
    "adoption": "adopted {}",
    "new_level": "a new level in the figures",
}


def list_chart_notes(notes: NoteWarehouse, key: Key) -> Iterator[str]:
    """The notes beside a chart, except those on its newest month and on decisions about its limits."""
    measure, organisation = key
    facts = notes.series.series[key]
    known = [row for row in notes.exclusions if row.measure == measure and row.last >= facts.measure.first_month]
    for row in known:
        if row.organisation == organisation:
            yield f"The time {_span(row)} is left out. {_reason(row)}"
    yield from _list_absences(notes, key, facts)
    yield from _list_mergers(notes, organisation, facts)
    yield from _note_on_members(notes, organisation, facts, known)
    yield from _note_on_phases(notes, key, facts)


def _list_absences(notes: NoteWarehouse, key: Key, facts: SeriesFacts) -> Iterator[str]:
    months = {
        month: missing
        for month, missing in notes.absences.get(key, {}).items()
        if facts.months[0] <= month <= facts.months[-1]
    }
    if facts.months[-1] in months:
        yield f"The total of {write_month(facts.months[-1])} is {_describe(months[facts.months[-1]], 'it')}"
    if months:
        yield (
            f"Ticks mark {_count(len(months), 'month')} when an organisation is missing from the total. No register "
            "says that it had closed or merged. The data table names it."
        )


def _list_mergers(notes: NoteWarehouse, organisation: str, facts: SeriesFacts) -> Iterator[str]:
    mergers = [row for row in notes.mergers.get(organisation, []) if facts.months[0] < row.month <= facts.months[-1]]
    for month in sorted({row.month for row in mergers}):
        ours = [row for row in mergers if row.month == month]
        whole = join_words([row.name for row in ours if row.is_whole])
        parts = join_words([row.name for row in ours if not row.is_whole])
        phrases = [f"merged with {whole}"] if whole else []
        phrases += [f"took over a part of {parts}"] if parts else []
        rest = "; verdicts on gains read them joined with its predecessors'."
        if not all(row.is_joined for row in ours):
            rest = ", and cannot be joined."
        words = f"{' and '.join(phrases)} in {write_month(month)}"
        yield f"The dotted line: {words}. The figures before are its own alone{rest}"


def _note_on_members(
    notes: NoteWarehouse, organisation: str, facts: SeriesFacts, known: list[Exclusion]
) -> Iterator[str]:
    """An area whose figures leave out some of its organisations until a month."""
    ours = [row for row in known if organisation == "ENGLAND" or organisation in notes.areas.get(row.organisation, ())]
    last = max((row.last for row in ours), default=date.min)
    if ours and facts.months[0] <= last:
        count = _count(len({row.organisation for row in ours}), "organisation code")
        yield (
            f"The rows of {count} are left out up to {write_month(last)}, so the months before and after it are not "
            f"quite like with like. {_reason(ours[0])}"
        )


def _note_on_phases(notes: NoteWarehouse, key: Key, facts: SeriesFacts) -> Iterator[str]:
    causes = notes.causes.get(key, []) if facts.finding.get("chart", "xmr") == "xmr" else []
    if causes:
        words = [f"{write_month(month)} ({CAUSES[cause].format(detail)})" for month, cause, detail in causes]
        yield f"Reading aid: limits begin anew in {join_words(words)}. Nobody has approved these recalculations."


def list_notices(notes: NoteWarehouse, organisation: str) -> Iterator[str]:
    """What the page of an organisation says at its head of figures that are old, incomplete, hidden or left out."""
    closed, successor = notes.closed.get(organisation, (None, None))
    if closed or successor:
        words = [f"Closed in {write_month(closed)}."] if closed else []
        words += [f"Succeeded by {notes.names.get(successor) or successor}."] if successor else []
        yield " ".join(words)
    series = [notes.series.series[measure, organisation] for measure in notes.measures_of.get(organisation, [])]
    if series and all(is_behind(notes.series, facts) for facts in series):
        last = max(month for facts in series for month in (facts.months[-1], *facts.hidden))
        yield f"Last reported in {write_month(last)}: these figures describe that time, not the present."
    yield from list_incomplete(notes, organisation)
    shown = set(notes.measures_of.get(organisation, []))
    hidden = {measure for measure, code in notes.series.hidden if code == organisation}
    for measure in (hidden & notes.series.measures.keys()) - shown:
        months = _count(len(notes.series.hidden[measure, organisation]), "month")
        yield f"{notes.series.measures[measure].title} is hidden: small numbers ({months})."
    for row in notes.exclusions:
        is_shown = row.measure in shown | hidden or row.measure not in notes.series.measures
        if row.organisation == organisation and not is_shown:
            title = notes.series.measures[row.measure].title
            yield f"{title}: no figure, because the time {_span(row)} is left out. {_reason(row)}"


def list_incomplete(notes: NoteWarehouse, organisation: str) -> Iterator[str]:
    """One note for each section whose newest totals lack an organisation, with the largest share of any of them."""
    sections: dict[tuple[str, date], list[Absent]] = {}
    for measure in notes.measures_of.get(organisation, []):
        facts = notes.series.series[measure, organisation]
        missing = notes.absences.get((measure, organisation), {}).get(facts.months[-1])
        if missing and not is_behind(notes.series, facts):
            sections.setdefault((notes.sections[measure], facts.months[-1]), []).extend(missing)
    for (section, month), absent in sections.items():
        largest = {row.code: row for row in sorted(absent, key=lambda row: row.share)}
        ordered = sorted(largest.values(), key=lambda row: (-row.share, row.code))
        yield f"{section}: the totals of {write_month(month)} are {_describe(ordered, 'them')}"


def list_front_notices(notes: NoteWarehouse) -> Iterator[str]:
    """What the front page says of England's totals, of files that came in part, and of damaged records."""
    yield from list_incomplete(notes, "ENGLAND")
    for title, month in notes.partial:
        yield (
            f"{title}: England and areas are not computable for {write_month(month)}, because the file is only a part "
            "of the publication."
        )


def _describe(missing: Sequence[Absent], totals: str) -> str:
    """Who is missing, with each share of the total, and what may have become of them."""
    phrases = [
        f"{row.name} ({row.code}), which had {_share(row.share, totals)} of {totals} in {write_month(row.last_month)}"
        for row in missing[:MOST_NAMED]
    ]
    if len(missing) > MOST_NAMED:
        phrases.append(_count(len(missing) - MOST_NAMED, "smaller one"))
    who = "It is" if len(missing) == 1 else "They are"
    ending = f"{who} late, or closed or merged without the registers saying so: compare with care."
    if all(row.state == "returned" for row in missing):
        ending = "Figures came back later: compare this month with care."
    return f"without {join_words(phrases)}. {ending}"


def _share(share: float, totals: str) -> str:
    if share < LEAST_SHARE:
        return "less than 0.1%"
    return f"{'up to ' if totals == 'them' else ''}{share * 100:.1f}%"


def _span(row: Exclusion) -> str:
    return f"from {write_month(row.first)} to {write_month(row.last)}"


def _reason(row: Exclusion) -> str:
    return f"Reason: {row.why}. Source: {row.source}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
