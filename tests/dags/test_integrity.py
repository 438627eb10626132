"""Every DAG can be read quickly, says what its failure means, and retries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dags.common.settings import PROJECT_FOLDER, read_settings

EXPECTED = {"land", "ingest", "warehouse", "dashboards", "sweep", "punctuality", "upkeep"}
TAGS = {"extracts", "warehouse", "dashboards", "upkeep"}


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("home")
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "HOLDGAIN_HOME": str(home),
    }
    command = [sys.executable, "-m", "tests.dags.parse", str(PROJECT_FOLDER)]
    result = subprocess.run(command, env=environment, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    actual: dict[str, Any] = json.loads(result.stdout.rpartition("RESULT")[2])
    return actual


def test_each_file_that_is_read_gives_a_dag_and_no_error(parsed: dict[str, Any]) -> None:
    assert parsed["import_errors"] == {}
    assert set(parsed["dags"]) == EXPECTED
    assert parsed["files"] == len(EXPECTED), "list modules that hold no DAG in .airflowignore"


def test_reading_is_quick_and_imports_no_engine(parsed: dict[str, Any]) -> None:
    assert parsed["seconds"] < 1
    assert parsed["heavy"] == []


@pytest.mark.parametrize("dag_id", sorted(EXPECTED))
def test_dag_follows_the_house_rules(parsed: dict[str, Any], dag_id: str) -> None:
    dag = parsed["dags"][dag_id]
    assert dag["tags"]
    assert set(dag["tags"]) <= TAGS
    assert "**Impact of failure:**" in dag["doc"]
    assert not dag["catchup"]
    assert dag["lines"] < 50
    for task in dag["tasks"].values():
        assert task["retries"] >= 2
        assert task["backoff"] > 1
        assert task["timeout"]


@pytest.mark.parametrize("dag_id", sorted(EXPECTED - {"ingest"}))
def test_only_one_run_at_a_time_where_runs_would_do_the_same(parsed: dict[str, Any], dag_id: str) -> None:
    assert parsed["dags"][dag_id]["max_active_runs"] == 1


def test_a_burst_of_files_leaves_slots_for_the_build_and_the_edition(parsed: dict[str, Any]) -> None:
    judging = parsed["dags"]["ingest"]["tasks"]["judge"]
    assert judging["at_a_time"] == max(1, read_settings().parallel - 2)
    for dag_id in ("warehouse", "dashboards"):
        assert max(task["priority"] for task in parsed["dags"][dag_id]["tasks"].values()) > judging["priority"]


def test_every_dag_is_on_the_operations_page() -> None:
    page = (Path(PROJECT_FOLDER) / "docs" / "running.md").read_text(encoding="utf-8")
    assert [dag_id for dag_id in EXPECTED if f"`{dag_id}`" not in page] == []
