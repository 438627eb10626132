"""Runs of earlier builds: they are kept, and computed again only from the first month on whose inputs have changed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import pyarrow as pa
import pyarrow.compute as pc

from transforms.gain.history import RunMemory, StatusMemory
from transforms.gain.panel import MeasurePanel, month_number
from transforms.gain.panel_digest import digest_months
from transforms.gain.panel_request import PracticePanel
from transforms.gain.parameters import Parameters
from transforms.gain.run_rows import ALL_ADOPTERS, iterate_run_rows
from transforms.gain.status_ladder import StatusVerdict
from transforms.result_cache import CachedResult


def tabulate_runs(
    practice: PracticePanel,
    known: CachedResult | None,
    schema: pa.Schema,
    parameters: Parameters,
    only: AbstractSet[str] | None = None,
) -> CachedResult:
    """The rows of every run, those of `only` these organisations if given; runs that have not changed are the known."""
    digests = digest_months(practice)
    if known is not None and known.digests == digests:
        return known
    # the newest run has a column that no other has: it is computed even where its figures were known to a later build
    first = min(known.matches(digests), len(digests) - 1) if known is not None else 0
    earlier = _runs_before(practice.panel, first, known.rows) if known is not None else schema.empty_table()
    memory = _remember(practice.panel, earlier, parameters)
    rows = [
        row
        for row in iterate_run_rows(practice, parameters, first, memory)
        if only is None or row["organisation"] in only
    ]
    return CachedResult(digests, pa.concat_tables([earlier, pa.Table.from_pylist(rows, schema=schema)]))


def _runs_before(panel: MeasurePanel, column: int, rows: pa.Table) -> pa.Table:
    """The rows of the runs before the column, none of which is the newest now."""
    rows = rows.replace_schema_metadata(None)
    earlier = rows.filter(pc.less(rows["month"], pa.scalar(panel.date(column), pa.date32())))
    place = earlier.schema.get_field_index("status_with_shocks")
    return earlier.set_column(place, earlier.schema.field(place), pa.nulls(len(earlier), pa.string()))


def _remember(panel: MeasurePanel, rows: pa.Table, parameters: Parameters) -> RunMemory:
    """The memory that the runs in these rows leave for the next."""
    memory = RunMemory(StatusMemory(parameters))
    places = {organisation: place for place, organisation in enumerate(panel.organisations)}
    columns = (rows[name].to_pylist() for name in ("organisation", "month", "status", "reason"))
    for organisation, month, status, reason in zip(*columns, strict=True):
        run = month_number(month.year, month.month) - panel.first_month
        of_whom = memory.whole if organisation == ALL_ADOPTERS else memory.of_adopter(places[organisation])
        of_whom.record(run, StatusVerdict(status, reason))
    return memory
