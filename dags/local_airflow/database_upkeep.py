"""Removes old runs from Airflow's own database once a day, with Airflow's own command.

The supervisor does this, not a DAG, because Airflow gives its tasks no access to the database or its URL.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dags.local_airflow import components, private_files

NAME = "database-upkeep"
NOTE = "cleaned"
EVERY_SECONDS = 86_400.0
# Runs and what belongs to them. Not `trigger`: its rows include the watchers of inbox and ledger, which are created
# only once; without them no file is noticed until the DAGs are parsed again. Nor `dag` and `dag_version`, which do not
# grow.
TABLES = (
    "asset_event",
    "callback",
    "dag_run",
    "deadline",
    "import_error",
    "job",
    "log",
    "partitioned_asset_key_log",
    "revoked_token",
    "task_instance",
    "task_instance_history",
    "task_reschedule",
    "xcom",
)
CLEAN = ("db", "clean", "--yes", "--skip-archive", "--tables", ",".join(TABLES), "--clean-before-timestamp")


class DatabaseUpkeep:
    """One short process a day, beside the components."""

    def __init__(self, folder: Path, environment: Mapping[str, str], keep_days: int) -> None:
        self.folder, self.environment, self.keep_days = folder, environment, keep_days
        self.process: subprocess.Popen[bytes] | None = None

    def work(self) -> str:
        """Start the command when due, or check whether it has ended; return a line if it failed, otherwise nothing."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return ""
            self.process = None
            return f"Airflow's database could not be cleaned (exit {code}); tomorrow again" if code else ""
        if self._is_due():
            # noted at the start: a command that fails is tried once a day, not every minute
            private_files.write_private(self.folder / NOTE, b"")
            before = datetime.now(UTC) - timedelta(days=self.keep_days)
            command = (*components.AIRFLOW_PROGRAM, *CLEAN, before.isoformat(timespec="seconds"))
            self.process = components.launch(command, NAME, self.folder, self.environment)
        return ""

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process.wait()

    def _is_due(self) -> bool:
        try:
            return time.time() - (self.folder / NOTE).stat().st_mtime >= EVERY_SECONDS
        except FileNotFoundError:
            return True
