"""`datapackage.json`: what is in the package, as Frictionless describes it (https://specs.frictionlessdata.io)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.data_package.resources import describe_table
from reports.data_package.table_files import WrittenTable, name_type

DESCRIPTOR = "datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
"""Of the published statistics. Figures that organisations have sent themselves belong to them."""


@dataclass(frozen=True)
class PackageSource:
    """A publication that figures are from."""

    title: str
    address: str | None


@dataclass(frozen=True)
class PackageFacts:
    """What the package says of itself; the moment is that of the newest file, so that it stays the same."""

    edition: str
    known_at: str
    sources: tuple[PackageSource, ...]


def write_descriptor(folder: Path, facts: PackageFacts, tables: Sequence[WrittenTable]) -> None:
    """Write the descriptor beside the tables."""
    package = {
        "profile": "tabular-data-package",
        "name": f"holdgain-{facts.edition}",
        "title": f"Holdgain, {facts.edition}",
        "description": (
            "The tables behind the dashboards. Small numbers are hidden as they are on the pages: such a cell is "
            "empty, or its row is left out. The licence is that of the published statistics; figures that "
            "organisations have sent themselves belong to them."
        ),
        "created": facts.known_at,
        "licenses": [LICENCE],
        "sources": [_describe_source(source) for source in facts.sources],
        "resources": [_describe(table) for table in tables],
    }
    text = json.dumps(package, indent=1, ensure_ascii=False)
    (folder / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")


def _describe_source(source: PackageSource) -> dict[str, str]:
    return {"title": source.title, **({"path": source.address} if source.address else {})}


def _describe(written: WrittenTable) -> dict[str, Any]:
    csv, parquet = written.files["csv"], written.files["parquet"]
    keys = describe_table(written.table).keys
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": name_type(data_type),
                "description": column.meaning,
                **({"unit": column.unit} if column.unit else {}),
            }
            for column, data_type in zip(written.columns, written.types, strict=True)
        ]
    }
    # a primary key must not be empty, and for some tables an empty key means the whole
    if keys and not written.has_blank_keys:
        schema["primaryKey"] = list(keys)
    return {
        "profile": "tabular-data-resource",
        "name": written.table.name,
        "title": written.title,
        "description": f"One row for each {written.grain}.",
        "table": written.table.table,
        "path": csv.path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": csv.bytes,
        "hash": f"sha256:{csv.sha256}",
        "rows": written.rows,
        "parquet": {"path": parquet.path, "bytes": parquet.bytes, "hash": f"sha256:{parquet.sha256}"},
        "schema": schema,
    }
