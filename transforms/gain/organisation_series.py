"""A measure for all organisations of one kind, read from the core tables, and the panel made from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import duckdb
import numpy as np

from checks.storage.sql_text import quote_sql_text
from transforms.gain import mergers
from transforms.gain.panel import (
    NEVER_ADOPTED,
    Flags,
    Floats,
    MeasurePanel,
    OtherAdoption,
    Places,
)
from transforms.gain.scale import HALF_A_CASE, on_scale

PER = 1000
"""Rates are cases per 1,000."""
PEERS_SQL = """
    (
        select peer.organisation, arg_max(peer.peer_kind, peer.month) as peer_kind
        from core.peer as peer
        join core.measure as measure on measure.kind = peer.kind and measure.measure = {measure}
        group by all
    )
"""
"""The kind of each organisation in the extract of a measure, as last reported."""


@dataclass(frozen=True)
class OrganisationSeries:
    """A measure for organisations of one kind: names, months since year 0, values and denominators (names x months)."""

    organisations: tuple[str, ...]
    regions: tuple[str, ...]
    first_month: int
    values: Floats
    denominators: Floats

    def without(self, names: set[str]) -> OrganisationSeries:
        """The same series without the named organisations."""
        places = [place for place, organisation in enumerate(self.organisations) if organisation not in names]
        if len(places) == len(self.organisations):
            return self
        return replace(
            self,
            organisations=tuple(self.organisations[place] for place in places),
            regions=tuple(self.regions[place] for place in places),
            values=self.values[places],
            denominators=self.denominators[places],
        )


def read_organisation_series(
    con: duckdb.DuckDBPyConnection, measure: str, kind: str, before: tuple[int, set[str], set[str]] | None = None
) -> OrganisationSeries | None:
    """Read the measure for all organisations of one peer kind; None where nothing is published.

    Organisations that merged are one series, under the successor. With `before` (a month since year 0) the series are
    as they were before that month: the organisations that ended then are in, and their successors are out.
    """
    rows = con.execute(
        f"""
        select observation.organisation,
            12 * year(observation.month) + month(observation.month) - 1 as month,
            observation.value::double as value,
            coalesce(observation.denominator, 'nan')::double as denominator,
            coalesce(organisation.region, organisation.area, '') as region
        from {_figures_sql(before)} as observation
        join {PEERS_SQL.format(measure=quote_sql_text(measure))} as peer
            on peer.organisation = observation.organisation and peer.peer_kind = {quote_sql_text(kind)}
        join core.organisation as organisation on organisation.organisation = observation.organisation
        where observation.measure = {quote_sql_text(measure)} and observation.value is not null
        order by observation.organisation, month
        """
    ).to_arrow_table()
    if not rows.num_rows:
        return None
    # in the order of the query, so that the names come sorted
    names = rows["organisation"].combine_chunks().dictionary_encode()
    places, months = names.indices.to_numpy(), rows["month"].to_numpy()
    first_rows = np.unique(places, return_index=True)[1]
    regions = rows["region"].take(first_rows).to_pylist()
    first = int(months.min())
    shape = (len(names.dictionary), int(months.max()) - first + 1)
    values, denominators = np.full(shape, np.nan), np.full(shape, np.nan)
    values[places, months - first] = rows["value"].to_numpy()
    denominators[places, months - first] = rows["denominator"].to_numpy()
    return OrganisationSeries(tuple(names.dictionary.to_pylist()), tuple(regions), first, values, denominators)


def _figures_sql(before: tuple[int, set[str], set[str]] | None) -> str:
    if before is None:
        return "core.continuous_series"
    until, names, carriers = before
    ended_, carried = (", ".join(sorted(quote_sql_text(name) for name in some)) for some in (names, carriers))
    columns = "organisation, measure, month, value, denominator"
    return f"""(
        select * from (
            select {columns} from core.continuous_series where organisation not in ({carried})
            union all select {columns} from core.observation where organisation in ({ended_})
        ) where {mergers.MONTH_NUMBER_SQL.format("month")} < {until}
    )"""


def panel_of(
    series: OrganisationSeries,
    adopted: dict[str, int],
    *,
    unit: str,
    is_decrease: bool,
    washout: int,
    support_end: int | None,
    shocks: list[tuple[int, int]],
    elsewhere: Iterable[tuple[str, int, str]] = (),
) -> MeasurePanel:
    """The panel of a practice.

    `adopted` maps organisations to months since year 0; `elsewhere` lists organisation, month and title of each other
    practice adopted for the measure; `shocks` are pairs of months.
    """
    return MeasurePanel(
        organisations=series.organisations,
        first_month=series.first_month,
        scores=_score_values(series, unit, is_decrease=is_decrease),
        raw=series.values,
        weights=series.denominators,
        regions=series.regions,
        adopted=_adoption_columns(series, adopted),
        other_adoptions=_other_adoptions(series, elsewhere),
        support_end=-1 if support_end is None else support_end - series.first_month,
        washout=washout,
        is_share=unit == "share",
        is_count=unit == "count",
        is_decrease=is_decrease,
        left_out=_shock_columns(series, shocks),
    )


def _score_values(series: OrganisationSeries, unit: str, *, is_decrease: bool) -> Floats:
    return on_scale(
        series.values,
        is_share=unit == "share",
        is_count=unit == "count",
        is_decrease=is_decrease,
        half_case=HALF_A_CASE * PER / series.denominators if unit == "rate" else None,
    )


def _shock_columns(series: OrganisationSeries, shocks: Iterable[tuple[int, int]]) -> Flags:
    """Which months of the series are in a shock."""
    left_out: Flags = np.zeros(series.values.shape[1], dtype=bool)
    for first, last in shocks:
        left_out[max(0, first - series.first_month) : max(0, last + 1 - series.first_month)] = True
    return left_out


def _other_adoptions(
    series: OrganisationSeries, elsewhere: Iterable[tuple[str, int, str]]
) -> tuple[OtherAdoption, ...]:
    place = {organisation: at for at, organisation in enumerate(series.organisations)}
    return tuple(
        OtherAdoption(place[organisation], month - series.first_month, title)
        for organisation, month, title in elsewhere
        if organisation in place
    )


def _adoption_columns(series: OrganisationSeries, adopted: dict[str, int]) -> Places:
    months = [adopted.get(organisation, NEVER_ADOPTED + series.first_month) for organisation in series.organisations]
    return np.array(months, dtype=np.int64) - series.first_month
