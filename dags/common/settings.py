"""The settings, read from the environment in this module alone: the home, the address and port, retention times."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.storage.file_modes import INBOX, SITE
from checks.storage.home import Home
from dags.common import addresses
from dags.common.retention import Retention

if TYPE_CHECKING:
    from reports.data.disclosure import DisclosureRule

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
SHARING = {SITE: "HOLDGAIN_SHARED_SITE", INBOX: "HOLDGAIN_SHARED_INBOX"}
PATTERN_CHARACTERS = "*?["
"""In a path DuckDB reads these as a pattern that could match other folders, and cuts its log's name at `?`."""


class SettingsError(ValueError):
    """A setting cannot be used; the message is one plain sentence."""


@dataclass(frozen=True)
class Settings:
    """The settings from the environment; everything else follows from the home folder."""

    home: Home
    host: str = "127.0.0.1"
    port: int = 8080
    parallel: int = 2
    run_timeout: int = 900
    overdue: int = 2700
    keep_unknown_days: int = 14
    sharing: Mapping[str, bool] = field(default_factory=dict)
    """Whether others may use the folders `site` and `inbox`; a folder that is not named stays as it is."""
    start_seconds: int = 600
    """A component that fails is noticed within seconds. Only a slow machine takes longer: on two cores with 13 other
    processes at work, the scheduler took more than 180 s."""
    restarts: int = 5
    """Failures of a component within ten minutes that stop everything, because such a fault needs a person."""
    log_megabytes: int = 10
    log_copies: int = 5
    keep_editions: int = 36
    """Three years of monthly editions."""
    keep_cache_days: int = 7
    keep_log_days: int = 30
    keep_run_days: int = 30

    @property
    def retention(self) -> Retention:
        return Retention(self.keep_editions, self.keep_cache_days, self.keep_log_days)

    @property
    def airflow_home(self) -> Path:
        return self.home.root / "airflow"


NUMBERS = {
    "HOLDGAIN_PORT": "port",
    "HOLDGAIN_PARALLEL": "parallel",
    "HOLDGAIN_RUN_TIMEOUT": "run_timeout",
    "HOLDGAIN_OVERDUE": "overdue",
    "HOLDGAIN_KEEP_UNKNOWN_DAYS": "keep_unknown_days",
    "HOLDGAIN_START_SECONDS": "start_seconds",
    "HOLDGAIN_RESTARTS": "restarts",
    "HOLDGAIN_LOG_MEGABYTES": "log_megabytes",
    "HOLDGAIN_LOG_COPIES": "log_copies",
    "HOLDGAIN_KEEP_EDITIONS": "keep_editions",
    "HOLDGAIN_KEEP_CACHE_DAYS": "keep_cache_days",
    "HOLDGAIN_KEEP_LOG_DAYS": "keep_log_days",
    "HOLDGAIN_KEEP_RUN_DAYS": "keep_run_days",
}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the variables listed in docs/running.md; each has a default."""
    environ = os.environ if environ is None else environ
    defaults = Settings(
        home=home_at(environ.get("HOLDGAIN_HOME") or "var"),
        host=addresses.plain_host(environ.get("HOLDGAIN_HOST") or Settings.host),
        parallel=min(6, 2 + (os.cpu_count() or 2)),
        sharing={name: _is_on(environ, key) for name, key in SHARING.items() if environ.get(key)},
    )
    numbers: dict[str, Any] = {
        field: _read_number(environ, name, getattr(defaults, field)) for name, field in NUMBERS.items()
    }
    return replace(defaults, **numbers)


def read_disclosure_rule(environ: Mapping[str, str] | None = None) -> DisclosureRule:
    """Read the rule for small numbers: HOLDGAIN_SMALL_COUNT, _SMALL_DENOMINATOR, _COMPLEMENTS and _ROUND_TO."""
    # imported here, because it loads the database engine, which most commands do not need
    from reports.data.disclosure import DisclosureRule

    environ = os.environ if environ is None else environ
    usual = DisclosureRule()
    return DisclosureRule(
        threshold=_read_number(environ, "HOLDGAIN_SMALL_COUNT", usual.threshold),
        least_denominator=_read_number(environ, "HOLDGAIN_SMALL_DENOMINATOR", usual.least_denominator),
        hides_complements=_switch(environ, "HOLDGAIN_COMPLEMENTS", usual.hides_complements),
        rounding_step=_read_number(environ, "HOLDGAIN_ROUND_TO", usual.rounding_step),
    )


DISCLOSURE_SETTINGS = (
    "HOLDGAIN_SMALL_COUNT",
    "HOLDGAIN_SMALL_DENOMINATOR",
    "HOLDGAIN_COMPLEMENTS",
    "HOLDGAIN_ROUND_TO",
)


SERVICES = "HOLDGAIN_SERVICES"
EVERY_KIND, NO_KIND = "all", "none"


def service_setting(environ: Mapping[str, str] | None = None) -> str:
    """The setting of services as it is written; empty where it is the default."""
    text = (os.environ if environ is None else environ).get(SERVICES, "")
    return "" if text == NO_KIND else text


def read_service_kinds(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """The kinds whose figures are divided by service: `none` (the default), `all` that can be, or some with commas.

    Not all by default: at a home with registers of all England, the sums of two RTT months took tens of gigabytes.
    """
    from transforms.staging.services import SERVICE_KINDS

    text = service_setting(environ)
    chosen = SERVICE_KINDS if text == EVERY_KIND else frozenset(filter(None, text.split(",")))
    if unknown := chosen - SERVICE_KINDS:
        names = ", ".join((EVERY_KIND, NO_KIND, *sorted(SERVICE_KINDS)))
        raise SettingsError(f"{SERVICES} must be one of {names}, not {', '.join(sorted(unknown))!r}")
    return chosen


def disclosure_settings(environ: Mapping[str, str] | None = None) -> str:
    """The settings of disclosure control as they are written, without reading them; empty where all are the default."""
    environ = os.environ if environ is None else environ
    return ", ".join(f"{name}={environ[name]}" for name in DISCLOSURE_SETTINGS if environ.get(name))


def home_at(folder: str | Path) -> Home:
    """The home at a folder. Raises SettingsError if the database engine would not take the path literally."""
    root = Path(folder).expanduser().resolve()
    refuse_characters(root, PATTERN_CHARACTERS, "the database engine reads them as a pattern")
    return Home(root)


def refuse_characters(path: Path, characters: str, why: str) -> None:
    """Raise SettingsError if the path has one of the characters; the message is one line, whatever is in the path."""
    if unusable := sorted(set(str(path)) & set(characters)):
        raise SettingsError(f"the home folder's path must not contain {' '.join(unusable)} ({why}): {str(path)!r}")


def _read_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or int(text) == 0:
        raise SettingsError(f"{name} must be a whole number above zero, not {text!r}")
    return int(text)


def _is_on(environ: Mapping[str, str], name: str) -> bool:
    if environ[name] not in ("0", "1"):
        raise SettingsError(f"{name} must be 1 or 0, not {environ[name]!r}")
    return environ[name] == "1"


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    text = environ.get(name) or ("on" if default else "off")
    if text not in ("on", "off"):
        raise SettingsError(f"{name} must be on or off, not {text!r}")
    return text == "on"
