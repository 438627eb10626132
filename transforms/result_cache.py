"""Results of earlier builds that are kept beside the warehouse, each under a digest of what it was computed from.

One Parquet file for each table, in `warehouse/verdicts/`: the rows of every result in order, with their digests in the
file's metadata. A result whose digest is the same is taken from there, to the bit; deleting the folder costs time and
nothing else. Results of other code, and files that cannot be read, count as missing.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from checks.storage.code_digest import compute_code_digest
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home

FOLDER_NAME = "verdicts"
# computed when the code is loaded, as in dags/common/code_digest.py
CODE = compute_code_digest([Path(__file__).parent], ("duckdb", "numpy", "pyarrow", "scipy"))
METADATA_KEY = b"holdgain"


@dataclass(frozen=True)
class CachedResult:
    """The rows of one result. `digests` are those of its parts in order, such as months; the last covers the whole."""

    digests: tuple[str, ...]
    rows: pa.Table

    def matches(self, digests: tuple[str, ...]) -> int:
        """How many parts are still the same, from the first on; each digest covers the parts before it."""
        pairs = enumerate(zip(self.digests, digests, strict=False), start=1)
        return max((place for place, (ours, theirs) in pairs if ours == theirs), default=0)


@dataclass(frozen=True)
class ResultCache:
    """The cache of one home; without a folder nothing is stored. A build of an earlier moment only reads it.

    `of_build` is what the models of one build share in memory: each build has a cache of its own.
    """

    folder: Path | None = None
    is_read_only: bool = False
    of_build: dict[str, object] = field(default_factory=dict, compare=False)

    def load(self, table: str, schema: pa.Schema) -> dict[str, CachedResult]:
        """The results of a table by key; none where they are of other code, or cannot be read."""
        path = self._path(table)
        if path is None or not path.exists():
            return {}
        try:
            stored = pq.read_table(path)
            entry = json.loads((stored.schema.metadata or {})[METADATA_KEY])
        except (pa.ArrowException, OSError, KeyError, ValueError):
            return {}
        if entry["code"] != CODE or not stored.schema.equals(schema):
            return {}
        results, first = {}, 0
        for key, digests, count in entry["results"]:
            results[key] = CachedResult(tuple(digests), stored.slice(first, count))
            first += count
        return results

    def save(self, table: str, schema: pa.Schema, results: Mapping[str, CachedResult]) -> None:
        """Write the results in place of the earlier ones, so that a reader sees the old file or the new one."""
        path = self._path(table)
        if path is None or self.is_read_only:
            return
        described = [[key, result.digests, result.rows.num_rows] for key, result in results.items()]
        entry = json.dumps({"code": CODE, "results": described})
        whole = combine_results(schema, results)
        content = pa.BufferOutputStream()
        pq.write_table(whole.replace_schema_metadata({METADATA_KEY: entry}), content)
        # what cannot be kept, on a full disk, is computed again: no reason for a build to fail
        with contextlib.suppress(OSError):
            write_file_durably(path, content.getvalue().to_pybytes())

    def replace_results(
        self, table: str, schema: pa.Schema, known: Mapping[str, CachedResult], results: Mapping[str, CachedResult]
    ) -> pa.Table:
        """The rows of all results; they are written where any differs from the known ones."""
        if {key: result.digests for key, result in known.items()} != {k: item.digests for k, item in results.items()}:
            self.save(table, schema, results)
        return combine_results(schema, results)

    def _path(self, table: str) -> Path | None:
        return None if self.folder is None else self.folder.joinpath(*table.split(".")).with_suffix(".parquet")


def combine_results(schema: pa.Schema, results: Mapping[str, CachedResult]) -> pa.Table:
    rows = [result.rows.replace_schema_metadata(None) for result in results.values()]
    return pa.concat_tables([schema.empty_table(), *rows])


NO_CACHE = ResultCache()


def cache_of(home: Home, *, is_read_only: bool) -> ResultCache:
    return ResultCache(home.warehouse.parent / FOLDER_NAME, is_read_only)
