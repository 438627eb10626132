"""What only disclosure control reads: loads that no longer count, and loads received after the warehouse's moment.

Editions are kept, and readers may subtract one from another. So what an edition may show depends on every load.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from checks.extracts import EXTRACTS
from checks.storage.home import Home
from checks.storage.lake import path_of_load
from checks.storage.ledger import Load
from transforms.staging import observations, vintages
from transforms.staging.sources import REGISTER_KINDS
from transforms.staging.table_writer import stage_files

LATER_KINDS = tuple(
    kind
    for kind, extract in sorted(EXTRACTS.items())
    if extract.local_measure_column or extract.says_who_adds_up_to_whom
)
"""The registers that say what local figures are, and who adds up to whom."""


def list_disclosure_loads(loads: Sequence[Load], later: Sequence[Load]) -> list[Load]:
    """List the loads whose lake files disclosure control reads beside those that count."""
    read = (
        *(load for load in loads if _is_unpublished(load)),
        *(load for load in later if _is_unpublished(load) or load.kind in LATER_KINDS),
    )
    return [load for load in read if load.status == "accepted"]


def stage_disclosure_sources(
    con: duckdb.DuckDBPyConnection, home: Home, loads: Sequence[Load], later: Sequence[Load]
) -> None:
    """Create the staging tables that only `core.disclosure_figure` and `core.disclosure_part` read."""
    read = list_disclosure_loads(loads, later)
    for kind in LATER_KINDS:
        files = [(load, path_of_load(home, load)) for load in read if load.kind == kind]
        stage_files(con, f"later_{kind}", observations.register_columns(EXTRACTS[kind]), files)
    unpublished = [load for load in read if _is_unpublished(load)]
    figures = [(load, observations.cache_observations(con, home, load)) for load in unpublished]
    stage_files(con, "unpublished_observation", observations.OBSERVATION_COLUMNS, figures)
    revised = vintages.months_with_several_versions(loads, REGISTER_KINDS)
    earlier = [load for versions in revised for load in versions.earlier]
    members = [(load, observations.cache_members(con, home, load)) for load in earlier]
    stage_files(con, "earlier_member", observations.MEMBER_COLUMNS, members)


def _is_unpublished(load: Load) -> bool:
    """Whether the load has figures by month that their publisher has not released as statistics."""
    extract = EXTRACTS.get(load.kind)
    return (
        extract is not None
        and bool(extract.measures)
        and not extract.is_register
        and not extract.is_published_statistics
    )
