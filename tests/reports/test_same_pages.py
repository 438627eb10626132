"""One home gives one edition, to the byte, however many threads build its warehouse."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from checks.storage import duckdb_connection
from checks.storage.home import Home
from reports.publish import publish
from transforms import build

THREADS = (1, 4)


@pytest.fixture(scope="module")
def rebuilt(built: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, ...]:
    """The same home, built from nothing but its lake and its record by one thread and by four."""
    homes = []
    for threads in THREADS:
        root = tmp_path_factory.mktemp(f"threads-{threads}") / "home"
        shutil.copytree(built.root, root, ignore=shutil.ignore_patterns("warehouse", "site"), symlinks=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "open_duckdb", lambda *a, threads=threads, **k: _open_with_threads(threads, *a, **k))
            build.build_warehouse(Home(root))
        homes.append(Home(root))
    return tuple(homes)


def _open_with_threads(threads: int, path: Path, *, scratch: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb_connection.open_duckdb(path, scratch=scratch)
    con.execute(f"set threads = {threads}")
    return con


def test_every_table_holds_the_same_rows_to_the_last_bit(rebuilt: tuple[Home, ...]) -> None:
    with duckdb.connect() as con:
        for number, home in enumerate(rebuilt):
            con.execute(f"attach '{home.warehouse}' as home_{number} (read_only)")
        tables = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'home_0' order by 1"
        ).fetchall()
        assert len(tables) > 50
        different = [
            table
            for (table,) in tables
            for first, other in ((0, 1), (1, 0))
            if con.execute(f"from home_{first}.{table} except all from home_{other}.{table} limit 1").fetchall()
        ]
    assert different == []


def test_every_file_of_the_edition_is_the_same_to_the_byte(rebuilt: tuple[Home, ...]) -> None:
    editions = [publish(home) for home in rebuilt]
    files = [
        {str(path.relative_to(edition)): path.read_bytes() for path in edition.rglob("*") if path.is_file()}
        for edition in editions
    ]
    assert files[0].keys() == files[1].keys()
    assert len([name for name in files[0] if name.endswith(".csv")]) > 50
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []
