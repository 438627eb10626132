"""Load panels from the core tables: one for each practice whose measure has been published."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import duckdb

from transforms.gain import mergers
from transforms.gain.organisation_series import read_organisation_series
from transforms.gain.panel_request import PanelRequest, PracticePanel, find_usual_kind, read_requests
from transforms.gain.panel_store import PanelStore, find_panel_store
from transforms.gain.parameters import Parameters
from transforms.gain.practice_pairs import find_pair
from transforms.result_cache import NO_CACHE, ResultCache

TABLES_READ = mergers.TABLES_READ | {
    "core.practice",
    "core.programme",
    "core.observation",
    "core.continuous_series",
    "core.measure",
    "core.organisation",
    "core.peer",
    "core.shock",
}
EVERY_PRACTICE = "select practice, measure, direction from core.practice"


def load_practice_panels(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> list[PracticePanel]:
    """Load every practice with adopters and a published measure, in order; once in a build with a cache."""
    store = find_panel_store(con, cache)
    if store.practices is None:
        store.practices = list(_load_panels(store, EVERY_PRACTICE))
    return store.practices


def load_balancing_panels(con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE) -> Iterator[PracticePanel]:
    """Load every practice once per balancing measure, in place of its own measure and in that measure's direction."""
    return _load_panels(
        find_panel_store(con, cache),
        """
        select asked.practice, asked.measure, measure.direction
        from (select practice, unnest(balancing_measures) as measure from core.practice) as asked
        join core.measure as measure on measure.measure = asked.measure and measure.direction <> 'neutral'
        """,
    )


def _load_panels(store: PanelStore, asked: str) -> Iterator[PracticePanel]:
    """Load a panel for each practice, measure and direction in the result of the query `asked`."""
    for request in read_requests(store.con, asked):
        adopters = store.register.adopters(request.practice, request.measure)
        kind = find_usual_kind(adopters)
        if not kind:
            continue
        practice = store.answer(request, kind, adopters, store.register.elsewhere(request.practice, request.measure))
        if practice is not None:
            yield practice


def load_ended_panels(
    con: duckdb.DuckDBPyConnection, cache: ResultCache = NO_CACHE
) -> Iterator[tuple[PracticePanel, set[str]]]:
    """Load the practices as they were before each merger of adopters, with the adopters that ended in it.

    Up to the merger the predecessors are in the panel, and their successors are not.
    """
    register, ended = find_panel_store(con, cache).register, mergers.read_ended_adopters(con)
    for request in read_requests(con, EVERY_PRACTICE):
        if request.practice not in ended:
            continue
        gone = mergers.ended_with_kinds(ended[request.practice], register.kinds(request.measure))
        standing = register.adopters(request.practice, request.measure)
        kind = find_usual_kind(standing + [adopter.adopter for adopter in gone])
        for until in sorted({adopter.until for adopter in gone}) if kind else ():
            of_month = [adopter for adopter in gone if adopter.until == until]
            names, carriers = (
                {adopter.adopter.organisation for adopter in of_month},
                {adopter.carrier for adopter in of_month},
            )
            series = read_organisation_series(con, request.measure, kind, before=(until, names, carriers))
            if series is not None:
                remaining = [adopter for adopter in standing if adopter.organisation not in carriers]
                elsewhere = register.elsewhere(request.practice, request.measure)
                yield (
                    request.answer(series, kind, remaining + [adopter.adopter for adopter in of_month], elsewhere),
                    names,
                )


def load_pair_panels(
    con: duckdb.DuckDBPyConnection, parameters: Parameters, cache: ResultCache = NO_CACHE
) -> Iterator[PracticePanel]:
    """Load every two practices for one measure that some organisations took up together, as if they were one."""
    store, by_measure = find_panel_store(con, cache), dict[tuple[str, str], list[PanelRequest]]()
    for request in read_requests(con, EVERY_PRACTICE):
        by_measure.setdefault((request.measure, request.direction), []).append(request)
    for requests in by_measure.values():
        for first, second in combinations(requests, 2):
            pair = find_pair(first, second, store.register, parameters)
            if pair is None:
                continue
            practice = store.answer(pair.request, pair.kind, list(pair.adopters), list(pair.elsewhere))
            if practice is not None:
                yield practice
