"""15,000 series of 72 months: the SQL of the SPC models against the plain-Python oracle, CPU and peak memory.

Each side is a process of its own, so that its memory is its own; both read the same points (1% missing, ties, constant
series, a quarter rebased) and both count every rule's points, which must be equal. `rules` does what the oracle does,
limits, rules and labels; `marts` also stores every model's table, with names, icons and sentences, as a build does.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.transforms.spc import oracle
from transforms.spc.any_series import SPC_MODELS, create_models, read_model

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


def rules(source: Path) -> dict[str, int]:
    with opened(source) as connection:
        create_models(connection, SPC_MODELS[: SPC_MODELS.index("mart.spc")])
        return counted(connection, f"({read_model('mart.spc')})")


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


def nothing(source: Path) -> dict[str, int]:
    """The same process without the work: what starting and importing costs."""
    return {}


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
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(counts, cpu, time.perf_counter() - began, usage.ru_maxrss / 1024)


def run(work: Callable[[Path], dict[str, int]], source: Path) -> Cost:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(measured, work, source).result()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "series.duckdb"
        with duckdb.connect(str(source)) as connection:
            connection.execute("set enable_progress_bar = false")
            connection.execute("select setseed(0.5)")
            connection.execute(f"create table series as {POINTS} order by random()")
            connection.execute(f"create table option as {OPTIONS}")
        print(f"{SERIES:,} series x {MONTHS} months, {ROUNDS} rounds; whole processes")
        compare(source)


def compare(source: Path) -> None:
    ratios: dict[str, list[float]] = {"rules": [], "marts": []}
    for _ in range(ROUNDS):
        reported = {work.__name__: run(work, source) for work in (nothing, rules, marts, plain_python)}
        for name, first in reported.items():
            print(f"  {name:13}{first.cpu:6.2f} CPU s {first.wall:6.2f} s {first.megabytes:5.0f} MB")
        for name, ratio in ratios.items():
            if reported[name].counts != reported["plain_python"].counts:
                raise SystemExit(f"the answers differ: {reported[name].counts} and {reported['plain_python'].counts}")
            ratio.append(reported["plain_python"].cpu / reported[name].cpu)
    print(f"  equal counts: {reported['rules'].counts}")
    for name, ratio in ratios.items():
        print(f"  plain_python / {name}, CPU: {sorted(ratio)[ROUNDS // 2]:.1f}x [{min(ratio):.1f}..{max(ratio):.1f}]")


if __name__ == "__main__":
    main()
