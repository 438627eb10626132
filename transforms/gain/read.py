"""Panels out of the core tables: one for each practice whose measure has been published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from transforms.gain import mergers
from transforms.gain.panel import NEVER, Flags, Floats, Panel, Places, month_number, on_scale
from transforms.gain.parameters import Parameters
from transforms.gain.text import quoted

READS = mergers.READS | {
    "core.practice",
    "core.programme",
    "core.observation",
    "core.continuous",
    "core.measure",
    "core.organisation",
    "core.peer",
    "core.shock",
}


@dataclass(frozen=True)
class Practice:
    """A practice with the panel of its measure, over the peers of most of its adopters.

    `others` adopted too, with the reason why they are not in it.
    """

    practice: str
    measure: str
    peer_kind: str
    panel: Panel
    others: tuple[tuple[str, int, str], ...]

    def worthwhile(self, parameters: Parameters) -> float:
        """The smallest gain worth having, on the panel's scale."""
        if self.panel.is_share:
            return parameters.worthwhile_points
        return float(np.log1p(parameters.worthwhile_ratio))


@dataclass(frozen=True)
class Series:
    """A measure of the organisations of one kind: names, months since year 0, and values and denominators by both."""

    organisations: tuple[str, ...]
    regions: tuple[str, ...]
    first_month: int
    values: Floats
    denominators: Floats

    def without(self, names: set[str]) -> Series:
        """The same without some organisations."""
        kept = [place for place, one in enumerate(self.organisations) if one not in names]
        if len(kept) == len(self.organisations):
            return self
        return replace(
            self,
            organisations=tuple(self.organisations[place] for place in kept),
            regions=tuple(self.regions[place] for place in kept),
            values=self.values[kept],
            denominators=self.denominators[kept],
        )


def practices(con: duckdb.DuckDBPyConnection) -> Iterator[Practice]:
    """Every practice with adopters and a published measure, in order."""
    return _panels(con, "select practice, measure, direction from core.practice")


def balancing(con: duckdb.DuckDBPyConnection) -> Iterator[Practice]:
    """Every practice with each of its balancing measures in the place of its own, in the measure's own direction."""
    return _panels(
        con,
        """
        select asked.practice, asked.measure, measure.direction
        from (select practice, unnest(balancing_measures) as measure from core.practice) as asked
        join core.measure as measure on measure.measure = asked.measure and measure.direction <> 'neutral'
        """,
    )


@dataclass(frozen=True)
class _Asked:
    """What a panel is asked for: a practice, a measure and a direction, with what holds for the practice."""

    practice: str
    measure: str
    unit: str
    direction: str
    washout: int
    support_end: int | None
    shocks: tuple[tuple[int, int], ...]

    def answer(self, found: Series, kind: str, adopters: list[mergers.Adopter], elsewhere: dict[str, int]) -> Practice:
        """The practice with its panel; what is no one adoption, or of another kind, is not in it."""
        whole = [one for one in adopters if one.kind == kind and not one.fault]
        kept = found.without({one.organisation for one in adopters if one.fault})
        panel = panel_of(
            kept,
            {one.organisation: one.month for one in whole},
            unit=self.unit,
            is_decrease=self.direction == "decrease",
            washout=self.washout,
            support_end=self.support_end,
            elsewhere=elsewhere,
            shocks=list(self.shocks),
        )
        read = set(kept.organisations)
        others = tuple(
            (one.organisation, one.month, one.fault or ANOTHER_KIND) for one in adopters if one.organisation not in read
        )
        return Practice(self.practice, self.measure, kind, panel, others)


ANOTHER_KIND = "it is of another kind than the other adopters, or its measure is not published"


def _panels(con: duckdb.DuckDBPyConnection, asked: str) -> Iterator[Practice]:
    """A panel for each practice, measure and direction that the query `asked` names."""
    cache: dict[tuple[str, str], Series | None] = {}
    for one in _asked(con, asked):
        adopters = mergers.adopters(con, one.practice, PEERS.format(measure=quoted(one.measure)))
        kind = _usual_kind(adopters)
        if not kind:
            continue
        if (one.measure, kind) not in cache:
            cache[one.measure, kind] = series(con, one.measure, kind)
        found = cache[one.measure, kind]
        if found is not None:
            yield one.answer(found, kind, adopters, _elsewhere(con, one.practice, one.measure))


def ended(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[Practice, set[str]]]:
    """The practices as they stood before each merger of an adopter, with the adopters that ended in it.

    Until then they are in the panel, and those who carry their figures now are not.
    """
    for one in _asked(con, "select practice, measure, direction from core.practice"):
        peers = PEERS.format(measure=quoted(one.measure))
        gone = mergers.ended(con, one.practice, peers)
        standing = mergers.adopters(con, one.practice, peers)
        kind = _usual_kind(standing + [each.adopter for each in gone])
        for until in sorted({each.until for each in gone}) if kind else ():
            of_month = [each for each in gone if each.until == until]
            names, carriers = ({each.adopter.organisation for each in of_month}, {each.carrier for each in of_month})
            found = series(con, one.measure, kind, before=(until, names, carriers))
            if found is not None:
                kept = [each for each in standing if each.organisation not in carriers]
                elsewhere = _elsewhere(con, one.practice, one.measure)
                yield one.answer(found, kind, kept + [each.adopter for each in of_month], elsewhere), names


def _asked(con: duckdb.DuckDBPyConnection, asked: str) -> list[_Asked]:
    told = con.execute(
        f"""
        select practice.practice, asked.measure, measure.unit, asked.direction, practice.washout_months,
            12 * year(programme.support_ends) + month(programme.support_ends) - 1 as support_end
        from ({asked}) as asked
        join core.practice as practice on practice.practice = asked.practice
        join core.measure as measure on measure.measure = asked.measure
        left join core.programme as programme on programme.programme = practice.programme
        order by practice.practice, asked.measure
        """
    ).fetchall()
    shocks = con.execute("select from_month, to_month from core.shock").fetchall()
    numbers = tuple((month_number(a.year, a.month), month_number(b.year, b.month)) for a, b in shocks)
    return [
        _Asked(practice, measure, unit, direction, washout, support_end, numbers)
        for practice, measure, unit, direction, washout, support_end in told
    ]


PEERS = """
    (
        select peer.organisation, arg_max(peer.peer_kind, peer.month) as peer_kind
        from core.peer as peer
        join core.measure as measure on measure.kind = peer.kind and measure.measure = {measure}
        group by all
    )
"""
"""The kind of each organisation in the extract of a measure, as last reported."""


def _elsewhere(con: duckdb.DuckDBPyConnection, practice: str, measure: str) -> dict[str, int]:
    """The month in which each organisation, or one that it carries on, first adopted another practice for the measure."""
    others = con.execute(
        f"select practice from core.practice where measure = {quoted(measure)} and practice <> {quoted(practice)}"
    ).fetchall()
    peers = PEERS.format(measure=quoted(measure))
    found: dict[str, int] = {}
    for (other,) in others:
        for one in mergers.adopters(con, other, peers):
            found[one.organisation] = min(one.month, found.get(one.organisation, one.month))
    return found


def _usual_kind(adopters: list[mergers.Adopter]) -> str:
    kinds = [one.kind for one in adopters if one.kind]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def series(
    con: duckdb.DuckDBPyConnection, measure: str, kind: str, before: tuple[int, set[str], set[str]] | None = None
) -> Series | None:
    """The measure of all organisations of one peer kind; None where nothing is published.

    Those that merged are one series, of the successor. With `before`, as it was before a month (since year 0): with
    these organisations that ended then, and without those who carry their figures.
    """
    found = con.execute(
        f"""
        select observation.organisation,
            12 * year(observation.month) + month(observation.month) - 1 as month,
            observation.value::double as value,
            coalesce(observation.denominator, 'nan')::double as denominator,
            coalesce(organisation.region, organisation.area, '') as region
        from {_figures(before)} as observation
        join {PEERS.format(measure=quoted(measure))} as peer
            on peer.organisation = observation.organisation and peer.peer_kind = {quoted(kind)}
        join core.organisation as organisation on organisation.organisation = observation.organisation
        where observation.measure = {quoted(measure)} and observation.value is not null
        order by observation.organisation, month
        """
    ).fetchall()
    if not found:
        return None
    regions = {organisation: region for organisation, *_, region in found}
    place = {organisation: at for at, organisation in enumerate(regions)}
    first = min(month for _, month, *_ in found)
    shape = (len(regions), max(month for _, month, *_ in found) - first + 1)
    values, denominators = np.full(shape, np.nan), np.full(shape, np.nan)
    for organisation, month, value, denominator, _ in found:
        values[place[organisation], month - first] = value
        denominators[place[organisation], month - first] = denominator
    return Series(tuple(regions), tuple(regions.values()), first, values, denominators)


def _figures(before: tuple[int, set[str], set[str]] | None) -> str:
    if before is None:
        return "core.continuous"
    until, names, carriers = before
    ended_, carried = (", ".join(sorted(quoted(name) for name in some)) for some in (names, carriers))
    columns = "organisation, measure, month, value, denominator"
    return f"""(
        select * from (
            select {columns} from core.continuous where organisation not in ({carried})
            union all select {columns} from core.observation where organisation in ({ended_})
        ) where {mergers.MONTH.format("month")} < {until}
    )"""


def panel_of(
    found: Series,
    adopted: dict[str, int],
    *,
    unit: str,
    is_decrease: bool,
    washout: int,
    support_end: int | None,
    shocks: list[tuple[int, int]],
    elsewhere: dict[str, int] | None = None,
) -> Panel:
    """The panel of a practice.

    `adopted` and `elsewhere` (of other practices) map organisations to months since year 0, `shocks` are pairs of such.
    """
    left_out: Flags = np.zeros(found.values.shape[1], dtype=bool)
    for first, last in shocks:
        left_out[max(0, first - found.first_month) : max(0, last + 1 - found.first_month)] = True
    return Panel(
        organisations=found.organisations,
        first_month=found.first_month,
        scores=on_scale(found.values, is_share=unit == "share", is_count=unit == "count", is_decrease=is_decrease),
        raw=found.values,
        weights=found.denominators,
        regions=found.regions,
        adopted=_columns(found, adopted),
        elsewhere=_columns(found, elsewhere or {}),
        support_end=-1 if support_end is None else support_end - found.first_month,
        washout=washout,
        is_share=unit == "share",
        is_decrease=is_decrease,
        left_out=left_out,
    )


def _columns(found: Series, adopted: dict[str, int]) -> Places:
    months = [adopted.get(organisation, NEVER + found.first_month) for organisation in found.organisations]
    return np.array(months, dtype=np.int64) - found.first_month


def with_shocks(practice: Practice) -> Practice:
    """The same practice with no month left out."""
    return replace(practice, panel=replace(practice.panel, left_out=np.zeros_like(practice.panel.left_out)))
