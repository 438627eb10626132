"""The work of `python -m tests.bench ratios`: each group runs whole processes and returns its figures by name."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import duckdb

from checks.samples import ae, rtt
from checks.samples.seasons import months_until
from checks.samples.world import LAST_MONTH, make_world
from checks.storage.home import Home
from tests.bench import spc
from tests.bench.growth import measure_growth
from tests.bench.long_history import add_months, list_history_months, make_first_loads
from tests.bench.processes import HOLDGAIN, run_process, run_python

SHARED = Path(os.environ.get("HOLDGAIN_SHARED", Path(__file__).parents[3] / "shared"))
RTT_EXTRACT = SHARED / "data" / "rtt" / "20260131-RTT-January-2026-full-extract.csv.gz"
BARE_START = "import duckdb, numpy; duckdb.connect().execute('select 1').fetchall()"
SORTED_COPY = """
import duckdb, sys
con = duckdb.connect(config={"threads": 1})
con.execute("set enable_progress_bar = false")
con.execute(f"copy (from read_csv('{sys.argv[1]}') order by all) to '{sys.argv[2]}' (format csv)")
"""
TYPED_COPY = """
import duckdb, sys
con = duckdb.connect()
con.execute("set enable_progress_bar = false")
con.execute(f"copy (from read_csv('{sys.argv[1]}')) to '{sys.argv[2]}' (format parquet, compression zstd)")
"""
VALIDATION_IMPORT = "import checks.validation.expectation_suite"
AE_MONTHS, AE_PROVIDERS = 74, 200
"""As many months and providers as the published A&E extracts of the six years to 2026 have."""
EDITION_MONTHS, EDITION_PROVIDERS = 24, 60


def measure_spc(folder: Path) -> dict[str, float]:
    """`holdgain spc` on one short series, and on 15,000 series of 72 months."""
    tiny = folder / "tiny.csv"
    rows = [f"a,{2020 + place // 12}-{place % 12 + 1:02},{50 + place * 7 % 11}" for place in range(24)]
    tiny.write_text("\n".join(["series_id,date,value", *rows]) + "\n")
    with duckdb.connect() as con:
        con.execute("set enable_progress_bar = false; select setseed(0.5)")
        con.execute(f"create table series as {spc.POINTS}")
        con.execute(f"create table option as {spc.OPTIONS}")
        spc.write_files(con, folder)
    series, options = folder / "series.csv", ("--options", folder / "options.json")
    bare = run_python(BARE_START)
    start = run_process(HOLDGAIN, "spc", tiny)
    copied = run_python(SORTED_COPY, series, folder / "copy.csv")
    written = ("--out", folder / "points.csv", "--summary", folder / "summary.csv")
    points = run_process(HOLDGAIN, "spc", series, *options, *written)
    summary = run_process(HOLDGAIN, "spc", "--summary", series, *options)
    return {
        "spc_start": start.cpu / bare.cpu,
        "spc_points": points.cpu / copied.cpu,
        "spc_points_memory": points.megabytes,
        "spc_summary": summary.cpu / copied.cpu,
        "spc_summary_memory": summary.megabytes,
    }


def measure_admission(folder: Path) -> dict[str, float]:
    """One month of RTT, and 74 months of A&E in one process."""
    plain = folder / "rtt.csv"
    if RTT_EXTRACT.exists():
        with gzip.open(RTT_EXTRACT) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target)
    else:
        plain.write_bytes(rtt.make_file(make_world(300, 2026), LAST_MONTH))
    typed = run_python(TYPED_COPY, plain, folder / "rtt.parquet")
    admitted = run_process(HOLDGAIN, "--home", folder / "rtt", "admit", plain)
    extracts = folder / "extracts"
    extracts.mkdir()
    world = make_world(AE_PROVIDERS, 2026)
    for month in months_until(LAST_MONTH, AE_MONTHS):
        (extracts / ae.file_name(month)).write_bytes(ae.make_file(world, month))
    imported = run_python(VALIDATION_IMPORT)
    burst = run_process(HOLDGAIN, "--home", folder / "ae", "admit", extracts)
    return {
        "rtt_admission": admitted.cpu / typed.cpu,
        "rtt_admission_memory": admitted.megabytes,
        "ae_burst": burst.cpu / imported.cpu,
    }


def measure_builds(folder: Path) -> dict[str, float]:
    """One more month of RTT behind 12 and behind 60."""
    short, long = measure_growth(Home(folder / "home").prepare(), ("rtt",), [12, 60])
    bare = run_python(BARE_START)
    return {
        "month_more_growth": long.month_more.cpu / short.month_more.cpu,
        "month_more_memory": long.month_more.megabytes,
        "month_more_share": long.month_more.cpu / long.full.cpu,
        "nothing_new": long.nothing_new.cpu / bare.cpu,
    }


def measure_edition(folder: Path) -> dict[str, float]:
    """One more A&E month published, beside all pages rendered again."""
    home = Home(folder / "home").prepare()
    months = list_history_months(EDITION_MONTHS + 1)
    templates = make_first_loads(home, months[0], EDITION_PROVIDERS, ("ae",))
    add_months(home, templates, months[1:-1])
    for command in ("build", "publish"):
        run_process(HOLDGAIN, "--home", home.root, command)
    add_months(home, templates, months[-1:])
    run_process(HOLDGAIN, "--home", home.root, "build")
    month_more = run_process(HOLDGAIN, "--home", home.root, "publish")
    full = run_process(HOLDGAIN, "--home", home.root, "publish", "--full")
    return {"edition_month_more": month_more.cpu / full.cpu}
