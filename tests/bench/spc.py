"""15,000 series of 72 months: the SPC models and `holdgain spc` against the plain-Python oracle, CPU and peak memory.

Each side is a process of its own, so that its memory is its own; all read the same points (1% missing, ties, constant
series, a quarter rebased). The oracle computes limits, rules and labels. `marts` also stores every model's table, with
names, icons and sentences, as a build does, and must count the same points for every rule. `points` and `summary` are
the command, from CSV to CSV. Each has a share of the oracle's CPU seconds, and memory, that it must stay within.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from checks.storage.duckdb_connection import open_duckdb
from tests.transforms.spc import oracle
from transforms.spc.models import create_models

SERIES, MONTHS, ROUNDS = 15_000, 72, 3
POINTS = f"""
    select
        n::integer as series,
        (date '2019-01-01' + to_months(t::integer))::date as month,
        case
            when random() < 0.01 then null
            when n % 50 = 0 then 5
            when n % 7 = 0 then round(10 * random())
            else round(50 + 8 * (random() + random() + random() - 1.5) + if(t > 40, 3, 0), 2)
        end::double as value,
    from range({SERIES}) as series(n), range({MONTHS}) as months(t)
"""
OPTIONS = f"""
    select
        n::integer as series,
        'measure ' || n % 30 as measure,
        'R' || n // 30 as organisation,
        'ptd' as rule_set,
        'increase' as direction,
        'month' as period,
        null::bigint as step_seconds,
        null::integer as fix_after_points,
        null::boolean as screens_moving_ranges,
        55.0 as target,
        if(n % 4 = 0, [date '2022-06-01'], []::date[]) as rebases,
        true as is_current,
    from range({SERIES}) as series(n)
"""


RULE_OF_LABEL = """
    case
        when special_cause_type in ('Above UCL', 'Below LCL') then 'outside'
        when contains(special_cause_type, 'Trend') then 'trend'
        when contains(special_cause_type, '2 in 3') then 'two_of_three'
        when contains(special_cause_type, 'Points') then 'shift'
    end
"""
BOUNDS = {"marts": (1.05, 750), "points": (0.75, 330), "summary": (0.50, 330)}
"""Of the oracle's CPU seconds, and megabytes: what runs on a busy machine showed (0.67 to 0.93, 0.60 and 0.40; 281 and
274 MB), and a fifth more."""


def opened(source: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"create schema core; create schema mart; attach '{source}' as source (read_only)")
    connection.execute("create view core.spc_series as from source.series")
    connection.execute("create view core.spc_option as from source.option")
    return connection


def counted(connection: duckdb.DuckDBPyConnection, points: str) -> dict[str, int]:
    rows = connection.execute(f"select coalesce(rule, 'none'), count(label) from {points} group by all").fetchall()
    return dict(rows)


def marts(source: Path) -> dict[str, int]:
    with opened(source) as connection:
        create_models(connection)
        return counted(connection, "mart.spc")


def plain_python(source: Path) -> dict[str, int]:
    with duckdb.connect(str(source), read_only=True) as connection:
        connection.execute("set enable_progress_bar = false")
        rows = connection.execute("select series, month, value from series order by all").fetchall()
        rebases = dict(connection.execute("select series, rebases from option").fetchall())
    phases: dict[tuple[int, bool], list[float | None]] = {}
    for series, month, value in rows:
        phases.setdefault((series, bool(rebases[series]) and month >= rebases[series][0]), []).append(value)
    counts: Counter[str] = Counter()
    for values in phases.values():
        _, points = oracle.chart(values, oracle.Rules())
        counts.update(rule_of(point) for point in points)
    return dict(counts)


def rule_of(point: oracle.Point) -> str:
    if point.is_outside:
        return "outside"
    if point.is_trend:
        return "trend"
    return "two_of_three" if point.is_two_of_three else "shift" if point.is_shift else "none"


def points(source: Path) -> dict[str, int]:
    """`holdgain spc` with all points written, and the summary beside them."""
    folder = source.parent
    arguments = (str(folder / "series.csv"), "--options", str(folder / "options.json"))
    run_command(*arguments, "--out", str(folder / "points.csv"), "--summary", str(folder / "icons.csv"))
    with open_duckdb() as connection:
        return counted(
            connection,
            f"(select special_cause_type as label, {RULE_OF_LABEL} as rule from read_csv('{folder / 'points.csv'}'))",
        )


def summary(source: Path) -> dict[str, int]:
    folder = source.parent
    run_command(
        "--summary", str(folder / "series.csv"), "--options", str(folder / "options.json"), "--out", "/dev/null"
    )
    return {}


def run_command(*arguments: str) -> None:
    # the installed command, which starts as it does for a user
    command = Path(sys.executable).with_name("holdgain")
    subprocess.run([command, "spc", *arguments], check=True, capture_output=True)


@dataclass(frozen=True)
class Cost:
    """`cpu` and `wall` in seconds; `cpu` counts the start of the process and its imports."""

    counts: dict[str, int]
    cpu: float
    wall: float
    megabytes: float


def measured(work: Callable[[Path], dict[str, int]], source: Path) -> Cost:
    began = time.perf_counter()
    counts = work(source)
    # the command is a process of its own; what counts its points afterwards is not
    who = resource.RUSAGE_CHILDREN if work in (points, summary) else resource.RUSAGE_SELF
    usage = resource.getrusage(who)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(counts, cpu, time.perf_counter() - began, usage.ru_maxrss / 1024)


def run(work: Callable[[Path], dict[str, int]], source: Path) -> Cost:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(measured, work, source).result()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "series.duckdb"
        with open_duckdb(source) as connection:
            connection.execute("select setseed(0.5)")
            connection.execute(f"create table series as {POINTS} order by random()")
            connection.execute(f"create table option as {OPTIONS}")
            write_files(connection, Path(folder))
        print(f"{SERIES:,} series x {MONTHS} months, {ROUNDS} rounds; whole processes")
        return compare(source)


def write_files(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute(
        f"""
        copy (
            select organisation || ' ' || measure as series_id, month as date, value
            from series inner join option using (series) order by series, month
        ) to '{folder / "series.csv"}' (format csv, header)
        """
    )
    rows = connection.execute("select organisation || ' ' || measure, target, rebases from option").fetchall()
    options = [
        {
            "series_id": name,
            "improvement_direction": "increase",
            "target": float(target),
            "rebase": [str(m) for m in rebases],
        }
        for name, target, rebases in rows
    ]
    (folder / "options.json").write_text(json.dumps(options))


def compare(source: Path) -> int:
    shares: dict[str, list[float]] = {name: [] for name in BOUNDS}
    megabytes: dict[str, list[float]] = {name: [] for name in BOUNDS}
    for _ in range(ROUNDS):
        reported = {work.__name__: run(work, source) for work in (marts, points, summary, plain_python)}
        for name, first in reported.items():
            print(f"  {name:13}{first.cpu:6.2f} CPU s {first.wall:6.2f} s {first.megabytes:5.0f} MB")
        for name in BOUNDS:
            counts = reported[name].counts
            if counts and counts != reported["plain_python"].counts:
                raise SystemExit(f"the answers differ: {counts} and {reported['plain_python'].counts}")
            shares[name].append(reported[name].cpu / reported["plain_python"].cpu)
            megabytes[name].append(reported[name].megabytes)
    return max(report(name, shares[name], megabytes[name]) for name in BOUNDS)


def report(name: str, shares: Sequence[float], megabytes: Sequence[float]) -> int:
    """Print the median of the rounds beside its bound; 1 if it lies beyond."""
    share, memory = sorted(shares)[ROUNDS // 2], sorted(megabytes)[ROUNDS // 2]
    most_share, most_memory = BOUNDS[name]
    is_beyond = share > most_share or memory > most_memory
    print(
        f"  {name} / plain_python, CPU: {share:.2f} [{min(shares):.2f}..{max(shares):.2f}], at most {most_share:.2f}; "
        f"{memory:.0f} MB, at most {most_memory}{'  BEYOND' if is_beyond else ''}"
    )
    return int(is_beyond)


if __name__ == "__main__":
    sys.exit(main())
