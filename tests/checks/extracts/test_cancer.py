"""Cancer waiting times: halves, England as printed, and the published month of January 2026."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from checks.admission import AdmissionOutcome, admit
from checks.reading import typed_table
from checks.samples import cancer as samples
from checks.samples.world import make_world
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from tests.checks.lake import critical, list_reasons, rows
from tests.transforms.warehouse import build_tables

BUILT_TABLES = (
    "core.absence",
    "core.load",
    "core.membership",
    "core.observation",
    "core.organisation",
    "core.revision_cell",
)

WORLD = make_world(24, 2026)
MONTHS = ("2026-06", "2026-07", "2026-08")
COLUMN = {header: at for at, header in enumerate(samples.HEADER, start=1)}
MEASURES = {"FDS": "cancer_fds_within_28d", "31D": "cancer_31d_within", "62D": "cancer_62d_within"}
SMALLEST = min(
    {figure.code for figure in samples.make_figures(WORLD, MONTHS[0])},
    key=lambda code: sum(figure.total for figure in samples.make_figures(WORLD, MONTHS[0]) if figure.code == code),
)
"""The provider that is missing in two of the months."""
LATEST_CANCER = "January-2026-provisional-Provider_Level_Performance.csv"
WORKBOOK = "January-2026-Monthly-Combined-Workbook-Provisional.xlsx"
PUBLISHED = {"FDS": (194_784, 267_704, 138), "31D": (53_663, 59_736, 138), "62D": (19_657, 28_742, 144)}
"""January 2026 as published: within, total, and providers with any."""
Lines = list[list[str]]


def _admit(folder: Path, lines: Sequence[Sequence[str]]) -> tuple[Home, AdmissionOutcome]:
    home = Home(folder / "home").prepare()
    path = folder / "file.csv"
    path.write_bytes(samples.write_lines(lines))
    [outcome] = admit(home, [path])
    return home, outcome


def _without_provider(lines: Lines) -> Lines:
    return [line for line in lines if line[1] != SMALLEST]


def _lower_england(lines: Lines, month: str) -> Lines:
    """England as the publisher prints it when a provider has sent nothing: without that provider."""
    left = [figure for figure in samples.make_figures(WORLD, month) if figure.code != SMALLEST]
    england = [figure.cells() for figure in samples.make_england(left)]
    return [*(line for line in lines if line[1] != "Total"), *england]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[AdmissionOutcome], Path]:
    """Three months: whole; with a provider left out of the rows; with a provider that has sent nothing."""
    folder = tmp_path_factory.mktemp("cancer")
    whole = {month: samples.make_lines(WORLD, month) for month in MONTHS}
    left_out = _without_provider(whole[MONTHS[1]])
    not_sent = _lower_england(_without_provider(whole[MONTHS[2]]), MONTHS[2])
    home = Home(folder / "home").prepare()
    paths = [folder / f"{number}.csv" for number in range(3)]
    for path, lines in zip(paths, (whole[MONTHS[0]], left_out, not_sent), strict=True):
        path.write_bytes(samples.write_lines(lines))
    return admit(home, paths), build_tables(home, BUILT_TABLES)


def _fetch(built: tuple[list[AdmissionOutcome], Path], sql: str) -> list[tuple[object, ...]]:
    with open_duckdb(built[1], read_only=True) as con:
        return con.execute(sql).fetchall()


def test_england_is_what_the_publisher_has_printed(built: tuple[list[AdmissionOutcome], Path]) -> None:
    assert [outcome.status for outcome in built[0]] == ["accepted"] * 3
    for month in MONTHS[:2]:
        england = samples.make_england(samples.make_figures(WORLD, month))
        wanted = {
            (MEASURES[figure.standard], figure.within, figure.total)
            for figure in england
            if figure.cancer_type == "ALL CANCERS"
        }
        sql = "select measure, numerator, denominator from core.observation where organisation = 'ENGLAND'"
        assert set(_fetch(built, f"{sql} and month = '{month}-01'")) == wanted


def test_areas_are_the_sum_of_their_organisations(built: tuple[list[AdmissionOutcome], Path]) -> None:
    sql = """
        select area.measure, area.organisation
        from core.observation as area
        inner join core.membership as member on member.area = area.organisation
        inner join core.observation as part
            on part.organisation = member.organisation and part.measure = area.measure and part.month = area.month
        where area.month = '2026-07-01'
        group by area.measure, area.organisation, area.denominator, area.numerator
        having sum(part.denominator) <> area.denominator or sum(part.numerator) <> area.numerator
    """
    agreeing = sql.replace("<>", "=").replace(" or ", " and ")
    # three regions and three standards
    assert (len(_fetch(built, agreeing)), _fetch(built, sql)) == (9, [])


def test_the_total_is_no_organisation(built: tuple[list[AdmissionOutcome], Path]) -> None:
    assert _fetch(built, "select organisation from core.organisation where organisation = 'TOTAL'") == []
    assert _fetch(built, "select organisation from core.observation where organisation = 'TOTAL'") == []
    # nor does the next month complain that it is absent
    assert "TOTAL" not in {
        value for outcome in built[0] for _, _, value in list_reasons(outcome, "organisation_absent")
    }


def test_rows_that_are_left_out_are_a_warning_that_names_the_difference(
    built: tuple[list[AdmissionOutcome], Path],
) -> None:
    outcomes = built[0]
    assert [bool(list_reasons(outcome, "rows_below_national")) for outcome in outcomes] == [False, True, False]
    assert any(column == "Total" for _, column, _ in list_reasons(outcomes[1], "rows_below_national"))


def test_a_missing_provider_is_missing_from_england_unless_england_has_it(
    built: tuple[list[AdmissionOutcome], Path],
) -> None:
    sql = f"select distinct month::varchar from core.absence where organisation = '{SMALLEST}' and total "
    assert _fetch(built, f"{sql} = 'ENGLAND' order by 1") == [("2026-08-01",)]
    assert _fetch(built, f"{sql} <> 'ENGLAND' order by 1") == [("2026-07-01",), ("2026-08-01",)]


def test_every_provider_tells_more_of_its_patients_each_month(built: tuple[list[AdmissionOutcome], Path]) -> None:
    """The planted rise; England's noise is smaller than two months of it."""
    sql = f"select value from core.observation where organisation = 'ENGLAND' and measure = '{MEASURES['FDS']}'"
    first, _, last = (float(str(value)) for (value,) in _fetch(built, f"{sql} order by month"))
    assert last - first == pytest.approx(2 * samples.MONTHLY_RISE, abs=0.006)


COUNTS = ("26.5", "26.50", "26", "1,026.5", "0.5", "0")
NO_COUNTS = ("26.4", "26.25", "26.55", "1e3", "26,5", "1,02.5", "half", "26.5.5", "NaN", "infinity")


def test_whole_numbers_and_halves_are_counts_and_nothing_else(tmp_path: Path) -> None:
    lines = samples.make_lines(WORLD, MONTHS[0])
    values = (*COUNTS, *NO_COUNTS)
    for line, value in zip(lines[-len(values) :], values, strict=True):
        line[COLUMN["Total"]] = value
    _, outcome = _admit(tmp_path, lines)
    assert [value for _, column, value in list_reasons(outcome, "not_a_number") if column == "Total"] == list(NO_COUNTS)


def test_halves_are_stored_as_they_are(tmp_path: Path) -> None:
    home, outcome = _admit(tmp_path, samples.make_lines(WORLD, MONTHS[0]))
    figures = samples.make_figures(WORLD, MONTHS[0])
    stored = [row["total"] for row in rows(home, outcome) if row["organisation_code"] != "TOTAL"]
    assert sorted(stored) == sorted(figure.total for figure in figures)
    assert any(total % 1 == 0.5 for total in stored)
    assert outcome.rows == len(figures)


@pytest.mark.parametrize("has_halves", [True, False])
def test_a_large_file_is_read_to_the_same_rows(
    has_halves: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files of whole numbers take the bulk reader's types; one half, and every count is read as text first."""
    lines = samples.make_lines(WORLD, MONTHS[0])
    if not has_halves:
        lines = [line for line in lines if line[4] != "62D"]
    stored = []
    for size in (typed_table.SMALL_FILE_BYTES, 0):
        monkeypatch.setattr(typed_table, "SMALL_FILE_BYTES", size)
        folder = tmp_path / str(size)
        folder.mkdir()
        stored.append(rows(*_admit(folder, lines)))
    assert stored[0] == stored[1]
    assert all(isinstance(row["total"], float) for row in stored[1])


def _double_last(lines: Lines) -> None:
    for at in (*range(COLUMN["Total"], COLUMN["After"] + 1), *range(COLUMN["Within 14 days"], len(lines[-1]))):
        lines[-1][at] = f"{2 * float(lines[-1][at]):g}" if lines[-1][at] else ""


def _drop_one_total(lines: Lines) -> None:
    del lines[next(at for at, line in enumerate(lines) if line[1] == "Total")]


@pytest.mark.parametrize(
    ("change", "rule"),
    [(_double_last, "not_reconciled"), (_drop_one_total, "not_reconciled")],
)
def test_rows_beyond_the_total_or_without_one_are_quarantined(
    change: Callable[[Lines], None], rule: str, tmp_path: Path
) -> None:
    lines = samples.make_lines(WORLD, MONTHS[0])
    change(lines)
    _, outcome = _admit(tmp_path, lines)
    assert (outcome.status, rule in critical(outcome)) == ("quarantined", True)


def _without_first_column(lines: Lines) -> None:
    lines[:] = [line[1:] for line in lines]


def _only_all_cancers(lines: Lines) -> None:
    lines[:] = [line for line in lines if line[4] not in MEASURES or line[5] == "ALL CANCERS"]


def _with_thousands_separators(lines: Lines) -> None:
    for line in lines:
        if line[4] in MEASURES:
            counts = range(COLUMN["Total"], COLUMN["After"] + 1)
            for at in counts:
                line[at] = f"{float(line[at]):,.1f}".removesuffix(".0")


def _with_blank_columns_and_rows(lines: Lines) -> None:
    lines[:] = [[*line, *[""] * 10] for line in (*lines, [""] * len(lines[0]), [""] * len(lines[0]))]


def _in_short_period(lines: Lines) -> None:
    next(line for line in lines if line[1] == "Period:")[2] = "Jun 26"


def _revised(lines: Lines) -> None:
    next(line for line in lines if line[1] == "Status:")[:] = ["", "Revised:", "Thursday 8th October 2026"]


@pytest.mark.parametrize(
    "change",
    [
        _without_first_column,
        _only_all_cancers,
        _with_thousands_separators,
        _with_blank_columns_and_rows,
        _in_short_period,
        _revised,
    ],
)
def test_what_analysts_do_to_the_sheet_changes_no_figure(change: Callable[[Lines], None], tmp_path: Path) -> None:
    lines = samples.make_lines(WORLD, MONTHS[0])
    change(lines)
    home, outcome = _admit(tmp_path, lines)
    assert (outcome.status, outcome.month) == ("accepted", MONTHS[0]), outcome.reasons
    england = samples.make_england(samples.make_figures(WORLD, MONTHS[0]))
    wanted = {(item.standard, item.within, item.total) for item in england if item.cancer_type == "ALL CANCERS"}
    stored = [row for row in rows(home, outcome) if row["organisation_code"] == "TOTAL"]
    assert {
        (row["standard"], row["within"], row["total"]) for row in stored if row["cancer_type"] == "ALL CANCERS"
    } == wanted


def test_a_slice_has_its_providers_and_england_and_no_area(tmp_path: Path) -> None:
    lines = samples.make_lines(WORLD, MONTHS[0])
    codes = sorted({line[1] for line in lines if line[1].startswith("ZZ")})[:2]
    home, outcome = _admit(tmp_path, [line for line in lines if not line[1].startswith("ZZ") or line[1] in codes])
    assert (outcome.status, len(list_reasons(outcome, "rows_far_below_national"))) == ("accepted", 1), outcome.reasons
    england = samples.make_england(samples.make_figures(WORLD, MONTHS[0]))[0]
    with open_duckdb(build_tables(home, BUILT_TABLES), read_only=True) as con:
        figures = con.execute("select distinct organisation from core.observation order by 1").fetchall()
        [(total,)] = con.execute(
            f"select denominator from core.observation where organisation = 'ENGLAND' and measure = '{MEASURES['FDS']}'"
        ).fetchall()
    assert [organisation for (organisation,) in figures] == ["ENGLAND", *codes]
    assert total == england.total


def test_areas_are_left_out_for_the_measures_that_lack_organisations(tmp_path: Path) -> None:
    lines = samples.make_lines(WORLD, MONTHS[0])
    codes = sorted({line[1] for line in lines if line[1].startswith("ZZ")})[::2]
    home, outcome = _admit(tmp_path, [line for line in lines if not (line[1] in codes and line[4] == "62D")])
    assert (outcome.status, list_reasons(outcome, "rows_far_below_national")) == ("accepted", []), outcome.reasons
    sql = "select measure, count(*) from core.observation where organisation in ('ZZN', 'ZZM', 'ZZS') group by 1"
    with open_duckdb(build_tables(home, BUILT_TABLES), read_only=True) as con:
        assert dict(con.execute(sql).fetchall()) == {MEASURES["FDS"]: 3, MEASURES["31D"]: 3}


def test_a_revision_lists_providers_and_not_the_total(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    figures = samples.make_lines(WORLD, MONTHS[0])
    changed = samples.make_lines(WORLD, MONTHS[0], "Final")
    for line in changed:
        if line[1] in ("Total", SMALLEST) and line[4] == "FDS" and line[5] != "Suspected lung cancer":
            for header in ("Total", "Within", "Within 14 days"):
                line[COLUMN[header]] = f"{float(line[COLUMN[header]]) + 3:g}"
    for number, lines in enumerate((figures, changed)):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(samples.write_lines(lines))
        [outcome] = admit(home, [path])
        assert outcome.status == "accepted", outcome.reasons
    with open_duckdb(build_tables(home, BUILT_TABLES), read_only=True) as con:
        cells = con.execute("select distinct organisation from core.revision_cell").fetchall()
        called = con.execute("select called from core.load order by received_at").fetchall()
    assert (cells, called) == ([(SMALLEST,)], [("provisional",), ("final",)])


@pytest.mark.parametrize("name", [LATEST_CANCER, WORKBOOK])
def test_january_2026_is_as_published(name: str, shared: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    [outcome] = admit(home, [shared / "data/cancer_combined" / name])
    assert (outcome.status, outcome.kind, outcome.month) == ("accepted", "cancer", "2026-01"), outcome.reasons
    assert not [reason for reason in outcome.reasons if reason.severity != "info"]
    [path] = home.lake.rglob(f"{outcome.load_id}.parquet")
    sql = f"""
        select standard, organisation_code = 'TOTAL' as is_total, sum(within), sum(total), count(*) from '{path}'
        where upper(cancer_type) = 'ALL CANCERS' and route_or_stage in ('ALL ROUTES', 'ALL STAGES')
            and treatment_modality = 'ALL MODALITIES' group by all
    """
    with duckdb.connect() as con:
        figures = {(row[0], row[1]): row[2:] for row in con.execute(sql).fetchall()}
    for standard, (within, total, providers) in PUBLISHED.items():
        assert figures[standard, True] == (within, total, 1)
        assert figures[standard, False] == (within, total, providers)


def test_the_sheet_and_the_workbook_of_a_month_are_the_same_figures(shared: Path, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    outcomes = admit(home, [shared / "data/cancer_combined" / name for name in (LATEST_CANCER, WORKBOOK)])
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]
    first, second = (
        [{name: cell for name, cell in row.items() if name != "row"} for row in rows(home, outcome)]
        for outcome in outcomes
    )
    assert first == second
