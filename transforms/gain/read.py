"""Panels out of the core tables: one for each practice whose measure has been published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from transforms.gain.panel import NEVER, Flags, Floats, Panel, Places, month_number, on_scale
from transforms.gain.parameters import Parameters

READS = frozenset(
    {
        "core.practice",
        "core.programme",
        "core.adoption",
        "core.observation",
        "core.measure",
        "core.organisation",
        "core.peer",
        "core.shock",
    }
)


@dataclass(frozen=True)
class Practice:
    """A practice with the panel of its measure, over the peers of most of its adopters.

    `others` adopted too, but are of another kind, or have no figures.
    """

    practice: str
    measure: str
    peer_kind: str
    panel: Panel
    others: tuple[tuple[str, int], ...]

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


def _panels(con: duckdb.DuckDBPyConnection, asked: str) -> Iterator[Practice]:
    """A panel for each practice, measure and direction that the query `asked` names."""
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
    cache: dict[tuple[str, str], Series | None] = {}
    for practice, measure, unit, direction, washout, support_end in told:
        adopted = _adopted(con, practice, measure)
        kind = _usual_kind(adopted)
        if not kind:
            continue
        if (measure, kind) not in cache:
            cache[measure, kind] = series(con, measure, kind)
        found = cache[measure, kind]
        if found is None:
            continue
        panel = panel_of(
            found,
            {organisation: month for organisation, month, other in adopted if other == kind},
            unit=unit,
            is_decrease=direction == "decrease",
            washout=washout,
            support_end=support_end,
            shocks=[(month_number(a.year, a.month), month_number(b.year, b.month)) for a, b in shocks],
        )
        read = set(found.organisations)
        others = tuple((organisation, month) for organisation, month, _ in adopted if organisation not in read)
        yield Practice(practice, measure, kind, panel, others)


PEERS = """
    (
        select peer.organisation, arg_max(peer.peer_kind, peer.month) as peer_kind
        from core.peer as peer
        join core.measure as measure on measure.kind = peer.kind and measure.measure = {measure}
        group by all
    )
"""
"""The kind of each organisation in the extract of a measure, as last reported."""


def _adopted(con: duckdb.DuckDBPyConnection, practice: str, measure: str) -> list[tuple[str, int, str]]:
    """Adopters with the month and their kind. The first adoption counts: only what was before it is untouched."""
    return con.execute(
        f"""
        select adoption.organisation,
            12 * year(adoption.first_adopted_month) + month(adoption.first_adopted_month) - 1,
            coalesce(peer.peer_kind, '')
        from core.adoption as adoption
        left join {PEERS.format(measure=quoted(measure))} as peer on peer.organisation = adoption.organisation
        where adoption.practice = {quoted(practice)} and adoption.first_adopted_month is not null
        order by all
        """
    ).fetchall()


def _usual_kind(adopted: list[tuple[str, int, str]]) -> str:
    kinds = [kind for *_, kind in adopted if kind]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def series(con: duckdb.DuckDBPyConnection, measure: str, kind: str) -> Series | None:
    """The measure of all organisations of one peer kind; None where nothing is published."""
    found = con.execute(
        f"""
        select observation.organisation,
            12 * year(observation.month) + month(observation.month) - 1 as month,
            observation.value::double as value,
            coalesce(observation.denominator, 'nan')::double as denominator,
            coalesce(organisation.region, organisation.area, '') as region
        from core.observation as observation
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


def panel_of(
    found: Series,
    adopted: dict[str, int],
    *,
    unit: str,
    is_decrease: bool,
    washout: int,
    support_end: int | None,
    shocks: list[tuple[int, int]],
) -> Panel:
    """The panel of a practice. `adopted` maps organisations to months since year 0, `shocks` are pairs of such."""
    months = [adopted.get(organisation, NEVER + found.first_month) for organisation in found.organisations]
    columns: Places = np.array(months, dtype=np.int64) - found.first_month
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
        adopted=columns,
        support_end=-1 if support_end is None else support_end - found.first_month,
        washout=washout,
        is_share=unit == "share",
        is_decrease=is_decrease,
        left_out=left_out,
    )


def with_shocks(practice: Practice) -> Practice:
    """The same practice with no month left out."""
    return replace(practice, panel=replace(practice.panel, left_out=np.zeros_like(practice.panel.left_out)))


def quoted(text: str) -> str:
    """A text as an SQL literal; values are not bound, which would load pandas."""
    return "'" + text.replace("'", "''") + "'"
