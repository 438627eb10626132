"""Load panels from the core tables: one for each practice whose measure has been published."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import duckdb

from transforms.gain import mergers
from transforms.gain.organisation_series import OrganisationSeries, read_organisation_series
from transforms.gain.panel_request import AdoptionRegister, PanelRequest, PracticePanel, find_usual_kind, read_requests
from transforms.gain.parameters import Parameters
from transforms.gain.practice_pairs import find_pair

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


def load_practice_panels(con: duckdb.DuckDBPyConnection) -> Iterator[PracticePanel]:
    """Load every practice with adopters and a published measure, in order."""
    return _load_panels(con, EVERY_PRACTICE)


def load_balancing_panels(con: duckdb.DuckDBPyConnection) -> Iterator[PracticePanel]:
    """Load every practice once per balancing measure, in place of its own measure and in that measure's direction."""
    return _load_panels(
        con,
        """
        select asked.practice, asked.measure, measure.direction
        from (select practice, unnest(balancing_measures) as measure from core.practice) as asked
        join core.measure as measure on measure.measure = asked.measure and measure.direction <> 'neutral'
        """,
    )


def _load_panels(con: duckdb.DuckDBPyConnection, asked: str) -> Iterator[PracticePanel]:
    """Load a panel for each practice, measure and direction in the result of the query `asked`."""
    cache: dict[tuple[str, str], OrganisationSeries | None] = {}
    register = AdoptionRegister(con)
    for request in read_requests(con, asked):
        adopters = register.adopters(request.practice, request.measure)
        kind = find_usual_kind(adopters)
        if not kind:
            continue
        if (request.measure, kind) not in cache:
            cache[request.measure, kind] = read_organisation_series(con, request.measure, kind)
        series = cache[request.measure, kind]
        if series is not None:
            yield request.answer(series, kind, adopters, register.elsewhere(request.practice, request.measure))


def load_ended_panels(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[PracticePanel, set[str]]]:
    """Load the practices as they were before each merger of adopters, with the adopters that ended in it.

    Up to the merger the predecessors are in the panel, and their successors are not.
    """
    register, ended = AdoptionRegister(con), mergers.read_ended_adopters(con)
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


def load_pair_panels(con: duckdb.DuckDBPyConnection, parameters: Parameters) -> Iterator[PracticePanel]:
    """Load every two practices for one measure that some organisations took up together, as if they were one."""
    register, by_measure = AdoptionRegister(con), dict[tuple[str, str], list[PanelRequest]]()
    cache: dict[tuple[str, str], OrganisationSeries | None] = {}
    for request in read_requests(con, EVERY_PRACTICE):
        by_measure.setdefault((request.measure, request.direction), []).append(request)
    for (measure, _), requests in by_measure.items():
        for first, second in combinations(requests, 2):
            pair = find_pair(first, second, register, parameters)
            if pair is None:
                continue
            if (measure, pair.kind) not in cache:
                cache[measure, pair.kind] = read_organisation_series(con, measure, pair.kind)
            series = cache[measure, pair.kind]
            if series is not None:
                yield pair.request.answer(series, pair.kind, list(pair.adopters), list(pair.elsewhere))
