"""Results of earlier builds: with and without them a build makes the same tables, to the last bit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.transforms.gain.core import Core, built, day, make
from tests.transforms.gain.panels import wobble
from transforms.gain import history, organisation_series, panel_store
from transforms.result_cache import ResultCache

SIZE, MONTHS = 40, 46
CACHED = (
    *("core.gain_run", "mart.retention", "mart.event_study", "mart.pre_trend", "mart.early_warning"),
    *("mart.balancing", "mart.calibration"),
)
ADOPTED = {"R00": 16, "R01": 16, "R02": 18, "R03": 20, "R04": 20, "R05": 34, "R06": 43}
FIRST_RUN = 16


def _core(months: int = MONTHS) -> Core:
    """Adopters in several months, some of whom lose the gain, some months of a shock, and gaps."""
    values = wobble(SIZE, MONTHS, 3, sd=0.01)
    values[:5, 20:] += 0.06
    values[3:5, 40:] -= 0.06
    values[8, 24:28] = np.nan
    return Core(values[:, :months], ADOPTED, shocks=((27, 28),))


def _second_practice(core: Core) -> dict[str, list[dict[str, object]]]:
    given = core.tables()
    other = {**given["core.practice"][0], "practice": "Q", "title": "Another", "balancing_measures": []}
    adopted = [
        {"practice": "Q", "organisation": name, "first_adopted_month": day(month), "is_live": True}
        for name, month in {"R04": 30, "R10": 18, "R11": 18, "R12": 26}.items()
    ]
    return {"practice": given["core.practice"] + [other], "adoption": given["core.adoption"] + adopted}


def _build_tables(core: Core, cache: ResultCache, *, tables: tuple[str, ...] = CACHED[:-1]) -> dict[str, str]:
    """The text of every table: `repr` tells apart any two floats."""
    with built(core, (), **_second_practice(core)) as con:
        make(con, *tables, cache=cache)
        return {name: repr(con.execute(f"from {name}").fetchall()) for name in tables}


@pytest.fixture(scope="module")
def month_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the build of the month before left."""
    folder = tmp_path_factory.mktemp("verdicts")
    _build_tables(_core(MONTHS - 1), ResultCache(folder))
    return folder


@pytest.fixture
def folder(month_before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(month_before, tmp_path / "verdicts"))


def _counted_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The columns of the runs that are computed from now on."""
    runs: list[int] = []
    actual = history.run_history

    def count(*arguments: object) -> object:
        for run in actual(*arguments):  # type: ignore[arg-type]
            runs.append(run.run)
            yield run

    monkeypatch.setattr("transforms.gain.run_rows.run_history", count)
    return runs


def _changed(**changes: Callable[[Core], Core]) -> dict[str, Callable[[Core], Core]]:
    return changes


def _with_value(core: Core, place: int, month: int, value: float) -> Core:
    values = core.values.copy()
    values[place, month] = value
    return replace(core, values=values)


CHANGES = _changed(
    a_month_more=lambda core: core,
    a_revised_month=lambda core: _with_value(core, 20, 41, 0.71),
    a_figure_that_is_withdrawn=lambda core: _with_value(core, 0, 33, np.nan),
    an_adoption_more=lambda core: replace(core, adopted={**core.adopted, "R07": 42}),
    an_adoption_that_was_earlier=lambda core: replace(core, adopted={**core.adopted, "R05": 31}),
    an_adoption_to_come=lambda core: replace(core, adopted={**core.adopted, "R30": 60}),
    a_shock_more=lambda core: replace(core, shocks=((27, 28), (38, 39))),
    another_washout=lambda core: replace(core, washout=2),
    support_that_ends=lambda core: replace(core, support_end=42),
    an_organisation_more=lambda core: replace(core, values=np.vstack([core.values, core.values[:1] - 0.1])),
)


@pytest.mark.parametrize("name", CHANGES)
def test_what_earlier_builds_left_changes_no_bit(folder: Path, name: str) -> None:
    changed = CHANGES[name](_core())
    assert _build_tables(changed, ResultCache(folder)) == _build_tables(changed, ResultCache())


@pytest.mark.parametrize(
    ("name", "first"),
    [("a_month_more", MONTHS - 1), ("a_revised_month", 41), ("an_adoption_more", 42), ("another_washout", FIRST_RUN)],
)
def test_only_runs_whose_inputs_changed_are_computed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, first: int
) -> None:
    runs = _counted_runs(monkeypatch)
    expected = _build_tables(CHANGES[name](_core()), ResultCache(folder), tables=CACHED[:1])
    assert (min(runs), max(runs)) == (first, MONTHS - 1)
    runs.clear()
    assert _build_tables(CHANGES[name](_core()), ResultCache(folder), tables=CACHED[:1]) == expected
    assert runs == []


def test_a_build_of_the_past_leaves_the_newest_results(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    past = ResultCache(folder, is_read_only=True)
    assert _build_tables(_core(MONTHS - 4), past) == _build_tables(_core(MONTHS - 4), ResultCache())
    assert {path: path.read_bytes() for path in folder.rglob("*.parquet")} == before


def test_calibration_is_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = _build_tables(_core(), ResultCache(tmp_path), tables=CACHED)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")} == {
        f"{name.replace('.', '/')}.parquet" for name in CACHED
    }
    monkeypatch.setattr("transforms.gain.error_rates.run_drawn_trials", None)
    assert _build_tables(_core(), ResultCache(tmp_path), tables=CACHED) == fresh


def test_the_tables_of_a_build_share_their_panels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[str, str]] = []

    def read_once(con: object, measure: str, kind: str) -> object:
        read.append((measure, kind))
        return organisation_series.read_organisation_series(con, measure, kind)  # type: ignore[arg-type]

    monkeypatch.setattr(panel_store, "read_organisation_series", read_once)
    tables = (*CACHED[:-1], "mart.joint_gain")
    shared = _build_tables(_core(), ResultCache(tmp_path), tables=tables)
    assert read == [("m", "trust")]
    assert _build_tables(_core(), ResultCache(), tables=tables) == shared
    assert len(read) > len(CACHED[:-1])


def test_a_build_after_another_reads_its_own_figures(tmp_path: Path) -> None:
    cache, tables = ResultCache(tmp_path), CACHED[:2]
    for core in (_core(MONTHS - 1), _with_value(_core(), 0, 44, 0.9)):
        assert _build_tables(core, cache, tables=tables) == _build_tables(core, ResultCache(), tables=tables)


@pytest.mark.parametrize("damage", [b"", b"PAR1 no more", None])
def test_files_that_cannot_be_read_count_as_missing(folder: Path, damage: bytes | None) -> None:
    core, tables = _core(MONTHS - 1), CACHED[:2]
    known = _build_tables(core, ResultCache(folder), tables=tables)
    for path in folder.rglob("*.parquet"):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if damage is None else damage)
    assert _build_tables(core, ResultCache(folder), tables=tables) == known
    for name in tables:
        assert pq.read_table(folder / f"{name.replace('.', '/')}.parquet").num_rows > 0


def test_results_of_other_code_are_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.result_cache.CODE", "0" * 16)
    runs = _counted_runs(monkeypatch)
    _build_tables(_core(MONTHS - 1), ResultCache(folder), tables=CACHED[:1])
    assert min(runs) == FIRST_RUN
