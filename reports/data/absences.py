"""Totals that lack an organisation with earlier figures: which one, its share, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from reports.data.query import fetch_rows
from reports.formatting import join_words, month_name, plural
from reports.proper_names import proper_name

MAX_NAMES = 4
"""Most organisations named in a sentence, largest first; the data-quality page lists them all."""


@dataclass(frozen=True)
class MissingOrganisation:
    """An organisation without a row in a month, with its share of the total when it last had figures."""

    code: str
    name: str
    last_month: date
    share: float
    state: str
    returned_month: date | None


@dataclass(frozen=True)
class IncompleteTotal:
    """A month whose total lacks organisations that together had at least the declared share of it."""

    month: date
    absent: tuple[MissingOrganisation, ...]

    @property
    def codes(self) -> str:
        return " ".join(sorted(organisation.code for organisation in self.absent))


@dataclass(frozen=True)
class IncompleteTotalRow:
    """An absence on the data-quality page: for a whole kind of extract, with the largest share of any measure."""

    title: str
    organisation: str
    name: str
    last_month: date
    first_month: date
    months: int
    share: str
    measure: str
    fate: str


FATE_WORDS = {"awaited": "Not back yet", "ended": "Not back; taken as ended or gone elsewhere"}
LISTED = """
    select any_value(extract.title) as title, absence.organisation, any_value(organisation.name) as name,
        absence.last_month, min(absence.month) as first_month, count(distinct absence.month) as months,
        max(absence.share) as share, arg_max(measure.title, absence.share) as measure,
        any_value(absence.state) as state, any_value(absence.returned_month) as returned_month
    from core.absence as absence
    join core.measure as measure using (measure)
    join core.extract as extract using (kind)
    left join core.organisation as organisation on organisation.organisation = absence.organisation
    where absence.total = 'ENGLAND'
    group by measure.kind, absence.organisation, absence.last_month
    order by absence.last_month desc, share desc, absence.organisation
"""


def list_incomplete_totals(con: duckdb.DuckDBPyConnection) -> list[IncompleteTotalRow]:
    """List the incomplete totals for the data-quality page, newest first."""
    totals = []
    for row in fetch_rows(con, LISTED):
        state, back = row.pop("state"), row.pop("returned_month")
        row["name"], row["share"] = proper_name(row["name"], row["organisation"]), _format_percent(row["share"])
        totals.append(IncompleteTotalRow(**row, fate=f"Back in {month_name(back)}" if back else FATE_WORDS[state]))
    return totals


def read_flag_threshold(con: duckdb.DuckDBPyConnection) -> str:
    """Read the declared share of a total at which it is flagged."""
    return _format_percent(fetch_rows(con, "select least_share from core.absence_rule")[0]["least_share"])


def incomplete_totals_by_series(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[IncompleteTotal, ...]]:
    """Incomplete totals by measure and total, in order of month, with the largest share first."""
    missing_by_month: dict[tuple[str, str], dict[date, list[MissingOrganisation]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in fetch_rows(
        con,
        "select absence.*, organisation.name from core.absence as absence "
        "join mart.incomplete_total as incomplete using (measure, total, month) "
        "left join core.organisation as organisation on organisation.organisation = absence.organisation "
        "where incomplete.is_flagged order by absence.month, absence.share desc, absence.organisation",
    ):
        name = proper_name(row["name"], row["organisation"])
        organisation = MissingOrganisation(
            row["organisation"], name, row["last_month"], row["share"], row["state"], row["returned_month"]
        )
        missing_by_month[row["measure"], row["total"]][row["month"]].append(organisation)
    return {
        key: tuple(IncompleteTotal(month, tuple(some)) for month, some in months.items())
        for key, months in missing_by_month.items()
    }


def describe_incomplete_total(gap: IncompleteTotal, *, is_largest: bool = False) -> str:
    """Describe what a total lacks and what may have become of the missing; for several totals, the largest share."""
    totals = "them" if is_largest else "it"
    describe_share = _at_most if is_largest else _format_percent
    phrases = [
        f"{organisation.name} ({organisation.code}), "
        f"which had {describe_share(organisation.share)} of {totals} in {month_name(organisation.last_month)}"
        for organisation in gap.absent[:MAX_NAMES]
    ]
    if len(gap.absent) > MAX_NAMES:
        phrases.append(plural(len(gap.absent) - MAX_NAMES, "smaller one"))
    return f"without {join_words(phrases)}. {_describe_fate(gap.absent)}"


def _at_most(share: float) -> str:
    """The largest share of several totals."""
    percent = _format_percent(share)
    return percent if percent.startswith("less") else f"up to {percent}"


def _format_percent(share: float) -> str:
    return f"{share * 100:.1f}%" if share >= 0.0005 else "less than 0.1%"


def _describe_fate(absent: Sequence[MissingOrganisation]) -> str:
    if {organisation.state for organisation in absent} == {"returned"}:
        return "Figures came back later: compare this month with care."
    who = "It is" if len(absent) == 1 else "They are"
    return f"{who} late, or closed or merged without the registers saying so: compare with care."


def chart_notes(gaps: tuple[IncompleteTotal, ...], first: date, last: date) -> list[str]:
    """Notes beside a chart: the last month by name, and whether there were others, which the data table names."""
    shown = [gap for gap in gaps if first <= gap.month <= last]
    notes = [
        f"The total of {month_name(last)} is {describe_incomplete_total(gap)}" for gap in shown if gap.month == last
    ]
    if shown:
        months = plural(len(shown), "month")
        notes.append(
            f"Ticks mark {months} when an organisation is missing from the total. No register says that it had closed "
            "or merged. The data table names it."
        )
    return notes


def merge_incomplete_totals(gaps: Sequence[IncompleteTotal]) -> IncompleteTotal:
    """Merge one month's gaps of several measures: each organisation with its largest share."""
    largest: dict[str, MissingOrganisation] = {}
    for organisation in sorted(
        (organisation for gap in gaps for organisation in gap.absent), key=lambda organisation: organisation.share
    ):
        largest[organisation.code] = organisation
    return IncompleteTotal(
        gaps[0].month,
        tuple(sorted(largest.values(), key=lambda organisation: (-organisation.share, organisation.code))),
    )
