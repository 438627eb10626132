"""Fixtures of the transforms: a database in memory, and a home that holds one file of every sort."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests import shared_folder
from tests.checks import sheets


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as prepared:
        yield prepared


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds a month of A&E, one of RTT, and two registers."""
    return shared_folder.make_once(tmp_path_factory, "template", _admit_template) / "home"


@pytest.fixture
def loaded_home(template: Path, tmp_path: Path) -> Home:
    """A copy of it for the test to change."""
    return Home(Path(shutil.copytree(template, tmp_path / "held")))


def _admit_template(folder: Path) -> None:
    closed = {"organisation": "RAX", "name": "ELSEWHERE", "closed_text": "20240331"}
    files = [
        sheets.ae().write(folder, "first.csv"),
        sheets.rtt(sheets.rtt_rows("RAA")).write(folder, "rtt.csv"),
        sheets.successions(("RAC", "RAB", "2025-10")).write(folder, "successions.csv"),
        sheets.ods({"organisation": "RAA", "name": "NEW NAME", "icb": "QWO"}, closed).write(folder, "etr.csv"),
    ]
    assert {verdict.status for verdict in admit(Home(folder / "home"), files)} == {"accepted"}
