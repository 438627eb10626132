"""What people may ask of a DAG when they trigger it, and how tasks answer: schemas of Params, log, skipped tasks.

Airflow validates Params against these JSON schemas on its page, in its API and again before a task runs.
"""

from __future__ import annotations

import logging
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from typing import Any

from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from checks.storage.home import Home
from dags.common.moments import parse_moment
from dags.common.settings import read_settings
from dags.common.steps import without_file_names
from reports import themes

AS_KNOWN_AT_SCHEMA: dict[str, Any] = {
    "type": ["null", "string"],
    "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$",
    "title": "As known at",
    "description_md": "ISO date (meaning its end) or time, in UTC unless it says otherwise. Empty for all loaded.",
}
EDITION_SCHEMA: dict[str, Any] = {
    "type": ["null", "string"],
    "pattern": r"^\d{4}-(0[1-9]|1[0-2])$",
    "title": "Edition",
    "description_md": "The month to publish, as YYYY-MM. Empty for the newest month.",
}
THEME_SCHEMA: dict[str, Any] = {
    "type": "string",
    "enum": list(themes.THEMES),
    "title": "Theme",
    "description_md": "Colours of charts and icons.",
}

log = logging.getLogger("airflow.task")


def read_home() -> Home:
    """The home folder, as the settings say when the task runs."""
    return read_settings().home


def log_progress(line: str) -> None:
    """Write a line to the log of the task."""
    log.info("%s", line)


def read_moment(text: str | None) -> datetime | None:
    """Read the moment that was asked for. Fails the task, without another try, if there is no such day or time."""
    try:
        return parse_moment(text) if text else None
    except ArgumentTypeError as error:
        raise AirflowFailException(str(error)) from None


def skip_if(is_done: bool, reason: str) -> None:
    """Skip the task where its work is done already."""
    if is_done:
        raise AirflowSkipException(reason)


def run_or_skip(work: Callable[[], object], *, is_requested: bool) -> None:
    """Do the work; where there is nothing to build or publish, skip the task, or fail it if somebody asked for it."""
    # the engines are imported here, so that Airflow reads a DAG file in milliseconds
    from reports.publish import PublishError
    from transforms.build import NothingToBuild

    try:
        without_file_names(work)
    except (NothingToBuild, PublishError) as error:
        raise (AirflowFailException if is_requested else AirflowSkipException)(str(error)) from error
