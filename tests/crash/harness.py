"""Kills a whole run, from the inbox to the dashboards, at random moments, until one gets through.

Every run is a process of its own that is killed by the kernel: nothing of it can clean up. What stands at the end is
held against the end of an undisturbed run.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import random
import re
import signal
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from checks.storage.home import Home
from tests.checks import sheets, state
from tests.checks.sheets.ae_workbook import ae_workbook, write_workbook

PRELOADED = ["great_expectations", "transforms.build", "reports.publish", "pandas", __name__]
STANDS_FOR_A_TIME = re.compile(
    r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z(-[0-9a-f]{12})?"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9.]+)?(\+00:?(00)?)?"
    r"|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4},? (at )?[0-9]{2}:[0-9]{2}"
)


def drop(home: Home) -> None:
    """Files of every fate, few and small: accepted, superseded, quarantined after judging and before, a register."""
    home.prepare()
    sheets.ae(sheets.ae_rows(3)).write(home.inbox, "0-ae.csv")
    (home.inbox / "3-workbook.xlsx").write_bytes(_workbook_bytes())
    sheets.ae().put(2, "A&E attendances Type 1", "3.7").write(home.inbox, "4-broken.csv")
    sheets.successions().write(home.inbox, "5-successions.csv")
    (home.inbox / "6-page.csv").write_text("<!DOCTYPE html><html></html>")
    for at, path in enumerate(sorted(home.inbox.iterdir())):
        os.utime(path, (at, at))


@cache
def _workbook_bytes() -> bytes:
    """Made once: a workbook holds the moment at which it was made."""
    with tempfile.TemporaryDirectory() as folder:
        return write_workbook(Path(folder) / "book.xlsx", {"Provider Level Data": ae_workbook()}).read_bytes()


def work(root: Path, reports_to: Path) -> None:
    """The whole run, as `holdgain run` does it."""
    from checks.admission import admit
    from dags.common import steps

    home = Home(root)
    with contextlib.redirect_stderr(io.StringIO()):
        admit(home)
        steps.build_warehouse(home, lambda _: None)
        steps.publish_edition(home, lambda _: None)
    reports_to.write_text("done")


@dataclass
class Killer:
    """Starts runs, and kills them; `seconds` is what an undisturbed one takes."""

    folder: Path
    seconds: float = 3.0
    kills: int = 0

    def __post_init__(self) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([*PRELOADED, "tests.crash.warm_server"])

    def run(self, home: Home, after: float | None = None) -> bool:
        """Run once, killed after so many seconds unless it has ended by then; whether it got through."""
        done = self.folder / f"{home.root.name}.done"
        done.unlink(missing_ok=True)
        began = time.monotonic()
        process = self._context.Process(target=work, args=(home.root, done))
        process.start()
        process.join(after)
        if process.is_alive() and process.pid:
            os.kill(process.pid, signal.SIGKILL)
            self.kills += 1
        process.join()
        # a run that fails by itself is a failure of the test, not a kill
        assert process.exitcode in (0, -signal.SIGKILL), f"the run ended with {process.exitcode}"
        if done.exists():
            # what a run takes changes with what else the machine does
            self.seconds = time.monotonic() - began
        return done.exists()

    def undisturbed(self) -> dict[str, str]:
        home = Home(self.folder / "undisturbed")
        drop(home)
        assert self.run(home), "the first run, which also imports"
        second = Home(self.folder / "timed")
        drop(second)
        assert self.run(second)
        first, again = digest(home), digest(second)
        assert first == again, differences(first, again)
        return first

    def round(self, name: str, chance: random.Random, at_most: int) -> tuple[Home, int]:
        """Kill run after run over one home, at most so many, then let one through; the kills."""
        home, before = Home(self.folder / name), self.kills
        drop(home)
        for _ in range(at_most):
            if self.run(home, chance.uniform(0, self.seconds)):
                break
        assert self.run(home)
        return home, self.kills - before


def digest(home: Home) -> dict[str, str]:
    """Everything that a home holds but for the moments at which it was written, by part and file."""
    actual = {f"folders {name}": value for name, value in state.timeless(home).items()}
    with duckdb.connect() as con:
        for path in sorted(home.lake.rglob("*.parquet")):
            rows = con.execute(
                f"select * from read_parquet('{path}', hive_partitioning = false) order by row"
            ).fetchall()
            actual[f"lake {_without_times(str(path.relative_to(home.lake)))}"] = _hash_text(repr(rows))
    actual |= {f"warehouse {table}": value for table, value in digest_warehouse(home.warehouse).items()}
    actual |= {f"site {name}": value for name, value in digest_edition((home.site / "latest").resolve()).items()}
    # refused files have hidden names that hold a moment
    actual["scratch"] = ", ".join(sorted(_without_times(path.name) for path in leftovers(home)))
    return actual


def digest_warehouse(path: Path) -> dict[str, str]:
    """The content of every table, but for the moments in it."""
    actual = {}
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("set enable_progress_bar = false")
        tables = con.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        for (table,) in tables:
            actual[table] = _hash_text("\n".join(_read_table(con, table)))
    return actual


def _read_table(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    rows = con.execute(f"select * from {table}").fetchall()
    # sums of floats differ in their last digit with the order in which threads add them up
    reported = (str(tuple(_round_cell(cell) for cell in row)) for row in rows)
    return sorted(map(_without_times, reported))


def list_differing_rows(table: str, *warehouses: Path) -> list[str]:
    """Return the rows that only one of two warehouses has in a table: what a digest cannot show."""
    rows = []
    for path in warehouses:
        with duckdb.connect(str(path), read_only=True) as con:
            rows.append(set(_read_table(con, table)))
    return sorted(rows[0] ^ rows[1])


def list_differing_lines(name: str, *folders: Path) -> list[str]:
    """Return the rows of a page or file that only one of two editions has, each cut to what can be read."""
    rows = [set(_read_rows(folder / name)) if (folder / name).is_file() else set() for folder in folders]
    return sorted(row.strip()[:600] for row in rows[0] ^ rows[1])


def digest_edition(folder: Path) -> dict[str, str]:
    """The content of every page and file of an edition, but for the moments in it."""
    actual = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            actual[str(path.relative_to(folder))] = _hash_text("\n".join(_read_rows(path)))
    return actual


def _read_rows(path: Path) -> list[str]:
    """Return the rows of a page or file, sorted where faults may change their order."""
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix == ".parquet":
        # the claims hold moments, and the lists of loads that they are of are in the order of receipt
        # so are the numbers of claims on a page that lists them
        rows = pq.read_table(path).to_pylist()
        return sorted(_without_times(str({**row, "number": None})) for row in rows)
    if path.suffix == ".json":
        # Parquet compresses moments to more or fewer bytes
        facts = {key: value for key, value in json.loads(text).items() if key != "bytes"}
        return [_without_times(json.dumps(facts, sort_keys=True))]
    if path.suffix == ".html":
        # pages list loads by receipt, and a file that a power cut returned to the inbox is received later
        # so rows are compared without their order, and without the numbers of their claims that follow from it;
        # what follows the last row is not a part of it
        text = re.sub(r' data-claim="[0-9]+"', " data-claim", _without_times(text))
        return sorted(re.split(r"(?=<(?:tr|li)\b)|(?<=</tr>)|(?<=</li>)", text))
    return [_without_times(text)]


def _round_cell(cell: object) -> object:
    # a difference that is nothing may come out as nothing, or as a little more or less
    return f"{cell:.9g}" if isinstance(cell, float) and abs(cell) > 1e-9 else 0 if isinstance(cell, float) else cell


def leftovers(home: Home) -> list[Path]:
    """What killed runs left lying about, locks aside."""
    actual = [path for path in home.work.iterdir() if path.suffix != ".lock"]
    return [*actual, *(path for name in state.FOLDERS for path in (home.root / name).rglob(".*"))]


def differences(value: dict[str, str], other: dict[str, str]) -> list[str]:
    return sorted(name for name in value.keys() | other.keys() if value.get(name) != other.get(name))


def _without_times(text: str) -> str:
    text = re.sub(r"datetime\.datetime\([^()]*(\([^()]*\))?[^()]*\)", "TIME", text)
    return STANDS_FOR_A_TIME.sub("TIME", text)


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
