"""On SQLite Airflow's processes wait for each other's writes; on another database the option would be refused."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from dags.common import settings
from dags.common.airflow_environment import airflow_environment
from dags.common.airflow_environment import is_on_sqlite as is_on_sqlite_database

NAME = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


@pytest.mark.parametrize(
    ("environ", "is_on_sqlite"),
    [
        ({}, True),
        ({NAME: ""}, True),
        ({NAME: "sqlite:////srv/airflow.db"}, True),
        ({NAME: "postgresql+psycopg2://u:p@db/airflow"}, False),
        ({f"{NAME}_CMD": "cat /run/credentials/url"}, False),
        ({f"{NAME}_SECRET": "airflow/url"}, False),
    ],
)
def test_the_timeout_is_for_sqlite_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], is_on_sqlite: bool
) -> None:
    assert is_on_sqlite_database(environ) == is_on_sqlite
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    environment = airflow_environment(settings.read_settings({"HOLDGAIN_HOME": str(tmp_path)}), 8080)
    assert (f"{NAME}ECT_ARGS" in environment) == is_on_sqlite


def test_airflow_finds_the_timeout_by_its_path(tmp_path: Path) -> None:
    environment = airflow_environment(settings.read_settings({"HOLDGAIN_HOME": str(tmp_path)}), 8080)
    module, name = environment[f"{NAME}ECT_ARGS_ASYNC"].rsplit(".", 1)
    assert getattr(importlib.import_module(module), name) == {"timeout": 60}
