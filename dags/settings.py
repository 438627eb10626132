"""The only reader of the environment: where the home is, which port, how many files are checked at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checks.home import Home

if TYPE_CHECKING:
    from reports.disclosure import DisclosureRule

PROJECT = Path(__file__).resolve().parent.parent
# Every task is forked from a process that has imported these already: the first alone takes five seconds.
PRELOADED = (
    "great_expectations",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.dag_processing.dagbag",
    "checks.gate",
    "transforms.warehouse",
    "reports.publish",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(ValueError):
    """A setting that cannot be used, said in one plain sentence."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides; everything else follows from the home folder."""

    home: Home
    host: str = "127.0.0.1"
    port: int = 8080
    parallel: int = 2
    run_timeout: int = 900
    overdue: int = 2700

    @property
    def airflow_home(self) -> Path:
        return self.home.root / "airflow"


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from HOLDGAIN_HOME (default `./var`), _HOST, _PORT, _PARALLEL; _RUN_TIMEOUT and _OVERDUE in seconds."""
    environ = os.environ if environ is None else environ
    return Settings(
        home=home_at(environ.get("HOLDGAIN_HOME") or "var"),
        host=environ.get("HOLDGAIN_HOST") or Settings.host,
        port=_number(environ, "HOLDGAIN_PORT", Settings.port),
        parallel=_number(environ, "HOLDGAIN_PARALLEL", min(6, 2 + (os.cpu_count() or 2))),
        run_timeout=_number(environ, "HOLDGAIN_RUN_TIMEOUT", Settings.run_timeout),
        overdue=_number(environ, "HOLDGAIN_OVERDUE", Settings.overdue),
    )


def read_disclosure_rule(environ: Mapping[str, str] | None = None) -> DisclosureRule:
    """Which small numbers dashboards hide: HOLDGAIN_SMALL_COUNT, _SMALL_DENOMINATOR, _COMPLEMENTS and _ROUND_TO."""
    # imported here: the module loads the database engine, which most commands do without
    from reports.disclosure import DisclosureRule

    environ = os.environ if environ is None else environ
    usual = DisclosureRule()
    return DisclosureRule(
        threshold=_number(environ, "HOLDGAIN_SMALL_COUNT", usual.threshold),
        least_denominator=_number(environ, "HOLDGAIN_SMALL_DENOMINATOR", usual.least_denominator),
        hides_complements=_switch(environ, "HOLDGAIN_COMPLEMENTS", usual.hides_complements),
        rounding_step=_number(environ, "HOLDGAIN_ROUND_TO", usual.rounding_step),
    )


def home_at(folder: str | Path) -> Home:
    return Home(Path(folder).expanduser().resolve())


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) == 0:
        raise SettingsError(f"{name} must be a whole number above zero, not {text!r}")
    return int(text)


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    text = environ.get(name) or ("on" if default else "off")
    if text not in ("on", "off"):
        raise SettingsError(f"{name} must be on or off, not {text!r}")
    return text == "on"


def airflow_environment(settings: Settings, api_port: int) -> dict[str, str]:
    """The environment of Airflow's components. What the caller's own AIRFLOW__ variables say about the rest stands."""
    tunable = {
        "AIRFLOW__CORE__PARALLELISM": str(settings.parallel),
        "AIRFLOW__CORE__MP_FORKSERVER_PRELOAD": ",".join(PRELOADED),
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "60",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "GX_ANALYTICS_ENABLED": "False",
    }
    fixed = {
        "HOLDGAIN_HOME": str(settings.home.root),
        "AIRFLOW_HOME": str(settings.airflow_home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{api_port}/execution/",
        "AIRFLOW__API__HOST": settings.host,
        "AIRFLOW__API__PORT": str(api_port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": f"http://{settings.host}:{api_port}",
    }
    # Without a log-in, only this machine may reach the page: elsewhere Airflow asks for a password.
    fixed["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] = str(settings.host in LOOPBACK)
    return {**tunable, **os.environ, **fixed}
