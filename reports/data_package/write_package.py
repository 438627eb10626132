"""Writes the data package of an edition: its tables, and what describes them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from reports.data_package.descriptor import PackageFacts, PackageSource, write_descriptor
from reports.data_package.resources import TABLES
from reports.data_package.table_files import WrittenTable, write_table

FOLDER = "data"
"""In an edition, beside the files of single charts."""
SOURCES = """
    select distinct extract.source, extract.title, extract.source_url
    from core.load as load
    inner join core.extract as extract using (kind)
    where load.status = 'accepted' and extract.is_published_statistics
    order by extract.source, extract.title
"""


def write_package(
    con: duckdb.DuckDBPyConnection, edition_folder: Path, edition: str, known_at: str
) -> list[WrittenTable]:
    """Write every table and `datapackage.json` into the edition's folder of data.

    `con` reads the publishable part of the warehouse; `known_at` is when the newest file was received.
    """
    folder = edition_folder / FOLDER
    folder.mkdir(exist_ok=True)
    tables = [write_table(con, table, folder) for table in TABLES]
    sources = [
        PackageSource(f"{source}: {title}", address) for source, title, address in con.execute(SOURCES).fetchall()
    ]
    write_descriptor(folder, PackageFacts(edition, known_at, tuple(sources)), tables)
    return tables
