"""Find the loads of a month that have the same figures: one publication in two layouts, or saved twice.

Two files of layouts with the same counts are compared count by count; a layout that merges counts is compared with the
others by measure: numerators and denominators of each organisation in its area, in the measures that both have. So no
figure of any level can differ. Names are not compared.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from checks.contracts.contract import ENGLAND, Extract
from checks.contracts.detected_layout import DetectedLayout
from checks.contracts.included_rows import write_included_condition
from checks.storage.home import Home
from checks.storage.lake import is_whole_parquet, path_of_load
from checks.storage.ledger import Load
from checks.storage.month_vintages import merges_counts
from checks.validation.month_versions import accepted_loads_of_month


def find_loads_with_same_figures(
    con: duckdb.DuckDBPyConnection, home: Home, layout: DetectedLayout, load: Load
) -> tuple[str, ...]:
    """Return the ids of the accepted loads of the month whose figures are those of the view `stored`.

    Withdrawn loads are compared too, because they may be reinstated.
    """
    if layout.extract.is_register or load.month is None:
        return ()
    return tuple(
        other.load_id
        for other in accepted_loads_of_month(home, load.kind, load.month)
        if other.load_id != load.load_id
        and is_whole_parquet(path_of_load(home, other))
        and _has_same_figures(con, layout, load.month, other, path_of_load(home, other))
    )


def _has_same_figures(
    con: duckdb.DuckDBPyConnection, layout: DetectedLayout, month: str, other: Load, path: Path
) -> bool:
    extract = layout.extract
    place = "read_parquet('" + str(path).replace("'", "''") + "')"
    if merges_counts(other) == layout.published.merges_counts:
        sql = f"select ({_digest_sql(extract, 'stored')}) = ({_digest_sql(extract, place)})"
    else:
        sql = _same_measures_sql(extract, month, place)
    [(is_same,)] = con.execute(sql).fetchall()
    return bool(is_same)


def _digest_sql(extract: Extract, source: str) -> str:
    """One value for the counts of all rows, in any order, with what says whose they are and what they are about.

    Two sets of rows with the same number and the same sum of 64-bit hashes are the same but for one chance in 10^19. To
    compare the rows themselves takes 0.9 GB for an RTT extract.
    """
    stored = extract.lake_columns
    keys = dict.fromkeys(name for rule in extract.rules if "Unique" in rule.expectation for name in rule.columns)
    counts = [f"coalesce({name}, 0)" for name in extract.counts if name in stored]
    area = extract.area.code if extract.area else "null"
    columns = (extract.organisation, area, extract.is_national, *(name for name in keys if name in stored), *counts)
    return f"select (count(*), sum(hash({', '.join(columns)})::hugeint)) from {source}"


def _same_measures_sql(extract: Extract, month: str, place: str) -> str:
    """Whether there are sums that both sources have, and each is the same for every organisation in its area."""
    sums = _measured_sums(extract, month)
    names = [f"sum_{number}" for number in range(len(sums))]
    listed = ", ".join(f"{sql} as {name}" for name, sql in zip(names, sums, strict=True))
    area = extract.area.code if extract.area else "''"
    grouped = (
        f"select case when {extract.is_national} then '{ENGLAND}' else {extract.organisation} end as organisation, "
        f"coalesce({area}, '') as area, {listed} from {{}} group by all"
    )
    is_common = "count(own.{0}) > 0 and count(other.{0}) > 0"
    differs = "bool_or(coalesce(own.{0}, 0) <> coalesce(other.{0}, 0))"
    same = " and ".join(f"not ({is_common} and {differs})".format(name) for name in names)
    has_common = " or ".join(f"({is_common})".format(name) for name in names)
    return (
        f"with own as ({grouped.format('stored')}), other as ({grouped.format(place)}) "
        f"select ({same}) and ({has_common}) from own full join other using (organisation, area)"
    )


def _measured_sums(extract: Extract, month: str) -> list[str]:
    """SQL of each sum that a measure is computed from: numerators, denominators, and the weeks of percentiles."""
    sums: dict[str, None] = {}
    for measure in extract.measures:
        condition = write_included_condition(extract, measure, month)
        terms = measure.bands if measure.percentile is not None else (measure.numerator, measure.denominator)
        sums |= dict.fromkeys(f"sum({term}) filter ({condition})" for term in terms if term)
    return list(sums)
