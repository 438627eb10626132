"""What the models of one build share: the figures, the adoptions and the panels made of them.

A dozen tables are made of the same panels. Loading them for each took four fifths of a build in which nothing had
changed, and each worked out the same means and the same fits of the first year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from transforms.gain.mergers import JointAdopter
from transforms.gain.organisation_series import OrganisationSeries, read_organisation_series
from transforms.gain.panel import MeasurePanel
from transforms.gain.panel_request import AdoptionRegister, PanelRequest, PracticePanel
from transforms.result_cache import ResultCache

NAME_IN_BUILD = "panels"


@dataclass
class PanelStore:
    """The panels of one connection. The tables that they are read from must not change while it is in use."""

    con: duckdb.DuckDBPyConnection
    practices: list[PracticePanel] | None = None
    """Every practice on its own measure, once it has been asked for."""
    known_series: dict[tuple[str, str], OrganisationSeries | None] = field(default_factory=dict)
    known_figures: dict[tuple[object, ...], MeasurePanel] = field(default_factory=dict)

    @cached_property
    def register(self) -> AdoptionRegister:
        return AdoptionRegister(self.con)

    def read_series(self, measure: str, kind: str) -> OrganisationSeries | None:
        if (measure, kind) not in self.known_series:
            self.known_series[measure, kind] = read_organisation_series(self.con, measure, kind)
        return self.known_series[measure, kind]

    def answer(
        self, request: PanelRequest, kind: str, adopters: list[JointAdopter], elsewhere: list[tuple[str, int, str]]
    ) -> PracticePanel | None:
        """The practice with its panel; None where nothing is published."""
        series = self.read_series(request.measure, kind)
        if series is None:
            return None
        practice = request.answer(series, kind, adopters, elsewhere)
        # without the same organisations, on the same scale and with the same months left out, means are not the same
        key = request.measure, kind, request.unit, request.direction, request.shocks, practice.panel.organisations
        practice.panel.share_figures(self.known_figures.setdefault(key, practice.panel))
        return practice


def find_panel_store(con: duckdb.DuckDBPyConnection, cache: ResultCache) -> PanelStore:
    """The store of the build that the cache belongs to; a new one where nothing is kept.

    A build makes each table once, before those that are made of it, so that the panels stay as they are.
    """
    store = cache.of_build.get(NAME_IN_BUILD)
    if isinstance(store, PanelStore) and store.con is con:
        return store
    store = PanelStore(con)
    if cache.folder is not None:
        cache.of_build[NAME_IN_BUILD] = store
    return store
