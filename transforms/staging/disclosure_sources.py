"""What only disclosure control reads: loads that no longer count, and loads received after the warehouse's moment.

Editions are kept, and readers may subtract one from another. So what an edition may show depends on every load that was
ever accepted, and on when a withdrawal gave a figure another value.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from checks.extracts import EXTRACTS
from checks.storage.home import Home, format_stamp
from checks.storage.lake import is_whole_parquet, path_of_load
from checks.storage.ledger import WITHDRAWN, Load
from checks.storage.withdrawals import list_withdrawal_changes
from transforms.staging import observations, vintages
from transforms.staging.sources import REGISTER_KINDS, BuildSources
from transforms.staging.table_writer import create_table, parse_fields, stage_files

UNCOUNTED_KINDS = tuple(
    kind
    for kind, extract in sorted(EXTRACTS.items())
    if extract.local_measure_column or extract.says_who_adds_up_to_whom
)
"""The registers that say what local figures are, and who adds up to whom."""
CHANGE_FIELDS = parse_fields("changed_at load_id")


def list_disclosure_loads(sources: BuildSources) -> list[Load]:
    """List the loads whose lake files disclosure control reads beside those that count."""
    read = (
        *(load for load in sources.loads if _is_unpublished(load) or load.status == WITHDRAWN),
        *(load for load in sources.later if _is_unpublished(load) or load.kind in UNCOUNTED_KINDS),
    )
    return [load for load in read if load.was_accepted]


def stage_disclosure_sources(con: duckdb.DuckDBPyConnection, home: Home, sources: BuildSources) -> None:
    """Create the staging tables that only `core.disclosure_figure` and `core.disclosure_part` read."""
    # the rows of a withdrawn load may be lost
    read = [load for load in list_disclosure_loads(sources) if is_whole_parquet(path_of_load(home, load))]
    for kind in UNCOUNTED_KINDS:
        files = [(load, path_of_load(home, load)) for load in read if load.kind == kind]
        stage_files(con, f"uncounted_{kind}", observations.register_columns(EXTRACTS[kind]), files)
    unpublished = [load for load in read if _is_unpublished(load)]
    figures = [(load, observations.cache_observations(con, home, load)) for load in unpublished]
    stage_files(con, "unpublished_observation", observations.OBSERVATION_COLUMNS, figures)
    revised = vintages.months_with_several_versions(sources.loads, REGISTER_KINDS)
    withdrawn = [load for load in read if load.status == WITHDRAWN and load.kind not in REGISTER_KINDS]
    earlier = [*(load for versions in revised for load in versions.earlier), *withdrawn]
    members = [(load, observations.cache_members(con, home, load)) for load in earlier]
    stage_files(con, "earlier_member", observations.MEMBER_COLUMNS, members)
    _stage_withdrawal_changes(con, sources)


def _stage_withdrawal_changes(con: duckdb.DuckDBPyConnection, sources: BuildSources) -> None:
    """Stage the load of each withdrawal or undoing, and all loads that were withdrawn from that moment on."""
    changes, withdrawn = [], []
    for change in list_withdrawal_changes(sources.every_decision):
        # written like the beginning of a load id, with which it is compared
        changed_at = format_stamp(datetime.fromisoformat(change.changed_at))
        changes.append({"changed_at": changed_at, "load_id": change.load_id})
        withdrawn += [{"changed_at": changed_at, "load_id": load_id} for load_id in sorted(change.withdrawn_ids)]
    create_table(con, "staging.withdrawal_change", changes, CHANGE_FIELDS)
    create_table(con, "staging.withdrawn_then", withdrawn, CHANGE_FIELDS)


def _is_unpublished(load: Load) -> bool:
    """Whether the load has figures by month that their publisher has not released as statistics."""
    extract = EXTRACTS.get(load.kind)
    return (
        extract is not None
        and bool(extract.measures)
        and not extract.is_register
        and not extract.is_published_statistics
    )
