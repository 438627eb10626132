"""A home as an early release left it: no `home.json`, short ledger entries, notes without code, an older warehouse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

from checks.admission import admit
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from dags.common import freshness
from tests.checks import sheets

LATER_FIELDS = ("encoding", "sheet", "compared_with", "release", "called")


def make_old_home(root: Path) -> Home:
    """Two accepted months and a quarantined file, all that was loaded reflected by the notes of that release."""
    home = Home(root).prepare()
    for month in ("2025-05", "2025-06"):
        sheets.ae(sheets.ae_rows(3, month), month).write(home.inbox, f"{month}.csv")
    (home.inbox / "page.csv").write_text("<!DOCTYPE html><html></html>")
    admit(home)
    for path in home.ledger.glob("*.json"):
        entry = json.loads(path.read_text(encoding="utf-8"))
        write_file_durably(path, _as_text({name: value for name, value in entry.items() if name not in LATER_FIELDS}))
    state = freshness.ledger_state(home)
    with duckdb.connect(str(home.warehouse)) as con:
        con.execute("create schema core; create table core.observation as select 1 as value")
    (home.warehouse.parent / "reflects").write_text(state, encoding="utf-8")
    edition = home.site / ".edition-2025-06-20260131T000000.000000Z"
    edition.mkdir()
    (edition / "index.html").write_text("<p>as it was</p>")
    (edition / "edition.json").write_text("{}")
    (home.site / "2025-06").symlink_to(edition.name, target_is_directory=True)
    (home.site / "latest").symlink_to("2025-06", target_is_directory=True)
    (home.site / ".reflects").write_text(state, encoding="utf-8")
    (home.work / "scratch-4194999-abc").mkdir()
    (home.root / "home.json").unlink()
    return home


def remove_lake_column(path: Path, column: str) -> None:
    """Let a lake file be as it was before its contract had the column."""
    with duckdb.connect() as con:
        con.execute(f"create table rows as select * exclude ({column}) from read_parquet('{path}')")
        con.execute(f"copy rows to '{path}' (format parquet)")


def _as_text(entry: Mapping[str, object]) -> bytes:
    return json.dumps(entry).encode()
