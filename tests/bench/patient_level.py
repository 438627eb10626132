"""`python -m tests.bench patient_level`: rates of DuckDB on rows like those of a patient-level feed, made up at random.

Holdgain refuses such files; the rates are for docs/performance.md, which works out what England's feeds would take.
A million open pathways with 14 columns, each step in a process of its own, on one thread; net of DuckDB's start.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.processes import run_python

ROWS = 1_000_000
START = """
import duckdb, sys
con = duckdb.connect(config={"threads": 1})
con.execute("set enable_progress_bar = false")
folder = sys.argv[1]
"""
MAKE = f"""
con.execute("select setseed(0.5)")
con.execute(f'''
    copy (
        select
            md5(n::varchar) as pathway,
            md5((n // 2)::varchar) as person,
            'R' || lpad((random() * 200)::integer::varchar, 2, '0') as provider,
            'Q' || (random() * 42)::integer as board,
            100 + (random() * 24)::integer as specialty,
            date '2024-01-01' + (random() * 700)::integer as clock_start,
            date '2026-01-04' as snapshot,
            (random() * 4)::integer as priority,
            (random() * 2)::integer as sex,
            (random() * 100)::integer as age,
            1 + (random() * 9)::integer as deprivation,
            random() < 0.3 as has_decision,
            (random() * 6)::integer as pathway_type,
            (random() * 20)::integer as ethnic_group,
        from range({ROWS}) as made(n)
    ) to '{{folder}}/rows.csv' (header)
''')
"""
STEPS = {
    "CSV to Parquet": "con.execute(f\"copy (from read_csv('{folder}/rows.csv')) to '{folder}/rows.parquet' "
    '(format parquet, compression zstd)")',
    "keys, blanks and dates checked": 'con.execute(f"select count(*) - count(distinct pathway), '
    "count_if(provider is null or specialty is null), count_if(clock_start > snapshot) "
    "from '{folder}/rows.parquet'\").fetchall()",
    "median, 92nd percentile and share within 18 weeks": 'con.execute(f"select provider, specialty, '
    "quantile_cont(snapshot - clock_start, [0.5, 0.92]), avg((snapshot - clock_start <= 126)::integer) "
    "from '{folder}/rows.parquet' group by all\").fetchall()",
    "counts by week of waiting": 'con.execute(f"select provider, specialty, (snapshot - clock_start) // 7 as week, '
    "count(*) from '{folder}/rows.parquet' group by all\").fetchall()",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bare = run_python(START + "con.execute('select 1')", folder)
        run_python(START + MAKE, folder)
        for name, code in STEPS.items():
            cost = run_python(START + code, folder)
            rate = ROWS / 1e6 / (cost.cpu - bare.cpu)
            print(f"  {name}: {rate:.2f} million rows a CPU second, {cost.megabytes:.0f} MB", flush=True)
        for name in ("rows.csv", "rows.parquet"):
            print(f"  {name}: {(Path(folder) / name).stat().st_size / ROWS:.0f} bytes a row")


if __name__ == "__main__":
    main()
