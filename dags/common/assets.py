"""The assets passed between DAGs, and their shared defaults: a fixed set of tags, retries with backoff."""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetWatcher

from checks.storage.file_modes import use_private_umask
from dags.common.settings import read_settings
from dags.common.triggers import InboxTrigger, LedgerTrigger

# every task imports this module, so its files are readable only by the owner of the home
use_private_umask()
# Airflow needs these when it reads a DAG file: a watcher is declared with the folder that it watches, a task with its
# slots. Everything else is read when a task runs.
_SETTINGS = read_settings()
_HOME_PATH = str(_SETTINGS.home.root)
JUDGING_SLOTS = max(1, _SETTINGS.parallel - 2)
"""Judging tasks at a time: one slot stays free for build and edition, and one for landing and the sweep."""


class Tag(enum.StrEnum):
    EXTRACTS = "extracts"
    WAREHOUSE = "warehouse"
    DASHBOARDS = "dashboards"
    UPKEEP = "upkeep"


INBOX = Asset("inbox", watchers=[AssetWatcher(name="inbox_watcher", trigger=InboxTrigger(_HOME_PATH))])
ARCHIVED = Asset("archived_extracts")  # one partition per kind and month: "<kind>|2026-01"
WAITING = Asset("waiting_kinds")  # one partition per kind; a burst of files of one kind is one run
ADMITTED = Asset("admitted_extracts")  # the same partitions, once their file has been accepted
LEDGER = Asset("ledger", watchers=[AssetWatcher(name="ledger_watcher", trigger=LedgerTrigger(_HOME_PATH))])
WAREHOUSE = Asset("warehouse")
DASHBOARDS = Asset("dashboards")

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "holdgain",
    "retries": 3,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
}
