"""The environment variables with which Airflow's components are started."""

from __future__ import annotations

import os
from collections.abc import Mapping

from dags.common import addresses
from dags.common.settings import PROJECT_FOLDER, Settings, refuse_characters

# Every task is forked from a process that has already imported these; Great Expectations alone takes five seconds.
PRELOADED_MODULES = (
    "dags.common.code_digest",  # first, so that its digest is of the code that is loaded next
    "great_expectations",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.dag_processing.dagbag",
    "checks.admission",
    "transforms.build",
    "reports.publish",
)
AIRFLOW_CHARACTERS = "%$"
"""Airflow's configuration reads these as references to other settings and to the environment."""


def airflow_environment(settings: Settings, api_port: int) -> dict[str, str]:
    """The environment of Airflow's components. The caller's own AIRFLOW__ variables are kept where we set none."""
    refuse_characters(settings.home.root, AIRFLOW_CHARACTERS, "Airflow's configuration gives them another meaning")
    return {
        **_default_variables(settings, api_port, os.environ),
        **os.environ,
        **_fixed_variables(settings, api_port, os.environ),
    }


def is_on_sqlite(environ: Mapping[str, str]) -> bool:
    """Whether Airflow's database is SQLite, i.e. no other is configured in any of Airflow's three ways."""
    name = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    if environ.get(f"{name}_CMD") or environ.get(f"{name}_SECRET"):
        return False
    return (environ.get(name) or "sqlite").startswith("sqlite")


def _default_variables(settings: Settings, api_port: int, environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that the caller's environment may override."""
    variables = {
        "AIRFLOW__CORE__PARALLELISM": str(settings.parallel),
        "AIRFLOW__CORE__MP_FORKSERVER_PRELOAD": ",".join(PRELOADED_MODULES),
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GX_ANALYTICS_ENABLED": "False",
    }
    if is_on_sqlite(environ):
        for name in ("SQL_ALCHEMY_CONNECT_ARGS", "SQL_ALCHEMY_CONNECT_ARGS_ASYNC"):
            variables[f"AIRFLOW__DATABASE__{name}"] = "dags.common.sqlite_timeout.CONNECT_ARGS"
    if (reached := addresses.probe_host(settings.host)) == settings.host:
        # with a page on all addresses, visitors must not be redirected to this machine's loopback address
        variables["AIRFLOW__API__BASE_URL"] = addresses.http_url(reached, api_port)
    return variables


def _fixed_variables(settings: Settings, api_port: int, environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that follow from the settings, whatever the caller's environment says."""
    reached = addresses.probe_host(settings.host)
    return {
        "HOLDGAIN_HOME": str(settings.home.root),
        "AIRFLOW_HOME": str(settings.airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT_FOLDER),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{addresses.http_url(reached, api_port)}/execution/",
        "AIRFLOW__API__HOST": settings.host,
        "AIRFLOW__API__PORT": str(api_port),
        "AIRFLOW__API__WORKERS": "1",
        # tasks call the API server on this machine, never through the account's proxy
        **{name: ",".join(filter(None, (environ.get(name), reached))) for name in ("NO_PROXY", "no_proxy")},
        # There is no login only if the page is limited to this machine; otherwise Airflow asks for a password.
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": str(addresses.is_loopback(settings.host)),
    }
