"""A burst of files dropped at once under a real Airflow: how soon the dashboards follow, and which tasks fail.

`python -m tests.bench.burst [FILES]` (485 unless told otherwise). Half of the files are A&E months and their first
versions, the rest RTT and referral months and parts of the register of adoptions. It takes several minutes.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from checks.samples import ae, programmes, referrals, referrals_return, rtt
from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH, World, make_world
from checks.storage import ledger
from checks.storage.home import Home
from dags.common import freshness
from dags.common.settings import PROJECT_FOLDER
from dags.local_airflow import components, progress

PROVIDERS = 24
PATIENCE_SECONDS = 3600.0
ADOPTION_PARTS = 56


@dataclass
class Timeline:
    """Seconds since the files were dropped."""

    editions: list[float] = field(default_factory=list)
    last_verdict: float = 0.0
    completed: float = 0.0


def burst_files(world: World) -> Iterator[tuple[str, bytes]]:
    """Names and contents. Every kind recurs at short distances, so that a smaller burst has them all."""
    months = months_until(LAST_MONTH, 105)
    yield from _register_parts(world)
    for at, month in enumerate(months):
        yield f"first-{ae.file_name(month, is_first=True)}", ae.make_file(world, month, is_first=True)
        yield rtt.file_name(month), rtt.make_file(world, month)
        if at < 60:
            yield (
                referrals.file_name(months_until("2013-03", 60)[at]),
                referrals.make_file(world, months_until("2013-03", 60)[at]),
            )
            provider_month = months_until("2024-03", 60)[at]
            yield (
                referrals_return.provider_file_name(provider_month),
                referrals_return.provider_content(world, provider_month),
            )
    for month in months:
        yield ae.file_name(month), ae.make_file(world, month)


def _register_parts(world: World) -> Iterator[tuple[str, bytes]]:
    yield "programmes.csv", programmes.make_programmes(world)
    yield "practices.csv", programmes.make_practices(world)
    yield "eligibility.csv", programmes.make_eligibility(world)
    header, *rows = programmes.make_adoptions(world).splitlines(keepends=True)
    size = -(-len(rows) // ADOPTION_PARTS)
    for start in range(0, len(rows), size):
        yield f"adoptions-{start:04d}.csv", header + b"".join(rows[start : start + size])


def drop_files(home: Home, files: list[tuple[str, bytes]]) -> None:
    for name, content in files:
        (home.inbox / f"{name}.part").write_bytes(content)
    for path in list(home.inbox.glob("*.part")):
        path.rename(path.with_suffix(""))


def measure(home: Home, files: list[tuple[str, bytes]]) -> Timeline:
    """Drop the files and wait until the edition reflects them all."""
    drop_files(home, files)
    timeline, began, before, judged, announced = Timeline(), time.monotonic(), "", 0, 0.0
    while not (judged and progress.is_done(home)):
        now = time.monotonic() - began
        if now > PATIENCE_SECONDS:
            raise TimeoutError(f"no edition after {now:.0f} s; {judged} files judged; {timeline}")
        if (count := len(ledger.recorded_load_ids(home))) != judged:
            judged, timeline.last_verdict = count, now
        if (published := freshness.published_state(home)) != before:
            before = published
            timeline.editions.append(now)
        if now - announced > 30:
            announced = now
            print(f"  {now:5.0f} s: {judged} of {len(files)} judged, {len(timeline.editions)} editions", flush=True)
        time.sleep(1)
    timeline.completed = time.monotonic() - began
    if freshness.published_state(home) != before:
        timeline.editions.append(timeline.completed)
    return timeline


def report_tasks(home: Home) -> None:
    """What Airflow's own database says of the runs and tasks."""
    uri = f"file:{home.root / 'airflow' / 'airflow.db'}?mode=ro"
    with sqlite3.connect(uri, uri=True) as con:
        runs = con.execute("select dag_id, state, count(*) from dag_run group by 1, 2 order by 1, 2").fetchall()
        retried = con.execute(
            "select dag_id, count(*) from (select distinct dag_id, run_id from task_instance_history) group by 1"
        ).fetchall()
        failed = con.execute(
            "select dag_id, count(*) from task_instance where state in ('failed', 'upstream_failed') group by 1"
        ).fetchall()
        waits = con.execute(
            "select max((julianday(start_date) - julianday(queued_dttm)) * 86400) from task_instance"
        ).fetchone()
    con.close()
    print("  runs:", ", ".join(f"{dag} {state} {count}" for dag, state, count in runs))
    print(f"  failed tasks: {dict(failed) or 'none'}; tasks tried again: {dict(retried) or 'none'}")
    print(f"  longest time between queued and started: {waits[0] or 0:.0f} s")
    text = "".join(
        path.read_text(encoding="utf-8", errors="replace") for path in (home.root / "airflow").rglob("*.log*")
    )
    print(f"  lines about expired tokens in the logs: {text.count('Signature has expired')}")
    print(f"  OVERDUE lines: {text.count('OVERDUE: ')}")


def main(count: int = 485) -> None:
    files = list(islice(burst_files(make_world(PROVIDERS, 2026)), count))
    with tempfile.TemporaryDirectory(prefix="burst-", dir=os.environ.get("HOLDGAIN_SCRATCH")) as folder:
        home = Home(Path(folder) / "home").prepare()
        environment = {
            **os.environ,
            "HOLDGAIN_HOME": str(home.root),
            "HOLDGAIN_PORT": str(components.free_ports(1)[0]),
            "HOLDGAIN_START_SECONDS": "900",
        }
        log_path = Path(folder) / "supervisor.log"
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dags.local_airflow.supervise", "up"],
                env=environment,
                cwd=PROJECT_FOLDER,
                stdout=log,
                stderr=log,
            )
        try:
            while "Airflow is ready" not in log_path.read_text(encoding="utf-8"):
                if process.poll() is not None:
                    raise RuntimeError(log_path.read_text(encoding="utf-8"))
                time.sleep(0.5)
            timeline = measure(home, files)
            statuses = Counter(load.status for load in ledger.read_loads(home))
            print(f"{len(files)} files: {dict(statuses)}; load of the machine {os.getloadavg()[0]:.1f}")
            first = timeline.editions[0] if timeline.editions else 0.0
            print(f"  first edition after {first:.0f} s, last verdict after {timeline.last_verdict:.0f} s,")
            print(f"  last edition after {timeline.completed:.0f} s; editions: {len(timeline.editions)}")
            report_tasks(home)
        finally:
            process.terminate()
            process.wait(90)


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
