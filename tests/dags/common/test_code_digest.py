"""The digest of the code: any change of what is run changes it, and nothing else does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import checks
import reports
import transforms
from checks.storage.code_digest import compute_code_digest, iterate_code_files, list_package_folders
from dags.common import code_digest
from dags.common.airflow_environment import PRELOADED_MODULES
from dags.common.settings import PROJECT_FOLDER

FILES = {
    "mart/spread.sql": "select 1",
    "mart/curve.py": "READS = ()",
    "gain/parameters.csv": "name,value",
    "static/app.css": "p {}",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "one" / "transforms"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("name", FILES)
def test_a_change_in_any_file_changes_it(package: Path, name: str) -> None:
    before = compute_code_digest([package])
    (package / name).write_text(FILES[name] + " ")
    assert compute_code_digest([package]) != before
    (package / name).write_text(FILES[name])
    assert compute_code_digest([package]) == before
    (package / name).rename(package / f"{name}.sql")
    assert compute_code_digest([package]) != before


def test_a_file_more_or_less_changes_it(package: Path) -> None:
    before = compute_code_digest([package])
    (package / "mart" / "empty.sql").touch()
    more = compute_code_digest([package])
    (package / "mart" / "empty.sql").unlink()
    (package / "mart" / "spread.sql").unlink()
    assert len({before, more, compute_code_digest([package])}) == 3


def test_text_cannot_move_from_one_file_to_the_next(tmp_path: Path) -> None:
    for name, (first, second) in {"a": ("xy", ""), "b": ("x", "y")}.items():
        folder = tmp_path / name / "package"
        folder.mkdir(parents=True)
        (folder / "1.sql").write_text(first)
        (folder / "2.sql").write_text(second)
    assert compute_code_digest([tmp_path / "a" / "package"]) != compute_code_digest([tmp_path / "b" / "package"])


def test_place_time_compiled_code_and_what_editors_leave_change_nothing(package: Path, tmp_path: Path) -> None:
    before = compute_code_digest([package])
    copy = tmp_path / "elsewhere" / "transforms"
    shutil.copytree(package, copy)
    for name in ("mart/__pycache__/curve.cpython-311.pyc", "mart/.spread.sql.swp", "mart/spread.sql~", ".DS_Store"):
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text("x")
    os.utime(copy / "mart" / "spread.sql", (1, 1))
    assert compute_code_digest([copy]) == before


def test_another_version_of_a_library_changes_it(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compute_code_digest([package], ["duckdb"])
    monkeypatch.setattr("importlib.metadata.version", lambda _: "99")
    assert compute_code_digest([package], ["duckdb"]) != before


def test_it_covers_models_contracts_reference_tables_and_templates() -> None:
    covered = {
        path.relative_to(PROJECT_FOLDER).as_posix()
        for folder in list_package_folders(checks, transforms, reports)
        for path in iterate_code_files(folder)
    }
    assert {
        "transforms/spc/point_rules.py",
        "transforms/mart/spread.sql",
        "transforms/gain/parameters.csv",
        "transforms/mart/spread.yaml",
        "checks/extracts/ae.py",
        "checks/reference/standards.csv",
        "reports/templates/base.html",
        "reports/static/app.css",
        "reports/themes.py",
    } <= covered
    assert {"checks/samples/__init__.py"} & covered == set()


def test_another_process_finds_the_same() -> None:
    code = "from dags.common.code_digest import WAREHOUSE_CODE, PAGE_CODE; print(WAREHOUSE_CODE, PAGE_CODE)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [code_digest.WAREHOUSE_CODE, code_digest.PAGE_CODE]


def test_it_is_taken_before_the_code_that_it_describes_is_loaded() -> None:
    assert PRELOADED_MODULES[0] == "dags.common.code_digest"


def test_it_is_cheap() -> None:
    """20 ms on a quiet machine: the bound allows for one that has much else to do."""
    began = time.process_time()
    compute_code_digest(list_package_folders(checks, transforms, reports))
    assert time.process_time() - began < 0.5
