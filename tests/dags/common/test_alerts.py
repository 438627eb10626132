"""A run that has not succeeded in time is reported in one plain line: as overdue, or as failed when it failed."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from dags.common import alerts

RUN = {"dag_id": "warehouse", "dag_run_id": "asset_triggered__1"}


def _report_messages(context: Any, caplog: pytest.LogCaptureFixture) -> list[str]:
    with caplog.at_level(logging.WARNING):
        asyncio.run(alerts.tell_overdue(context=context))
    return caplog.messages


@pytest.mark.parametrize("state", ["running", "queued", None])
def test_a_run_that_is_still_going_is_overdue(state: str | None, caplog: pytest.LogCaptureFixture) -> None:
    # what the triggerer hands over: the run as Airflow's own API shows it
    [line] = _report_messages({"dag_run": {**RUN, "state": state}}, caplog)
    assert line.startswith("OVERDUE: the run warehouse asset_triggered__1 has not finished 45 minutes after")


def test_a_run_that_failed_is_reported_as_failed_and_not_as_overdue(caplog: pytest.LogCaptureFixture) -> None:
    run = {**RUN, "state": "failed", "end_date": "2026-11-29T21:05:10.123Z"}
    [line] = _report_messages({"dag_run": run}, caplog)
    assert line.startswith("FAILED: the run warehouse asset_triggered__1 failed at 2026-11-29T21:05;")
    assert "OVERDUE" not in line


def test_a_run_that_failed_without_an_end_is_reported_too(caplog: pytest.LogCaptureFixture) -> None:
    [line] = _report_messages({"dag_run": {**RUN, "state": "failed", "end_date": None}}, caplog)
    assert line.startswith("FAILED: the run warehouse asset_triggered__1 failed;")


def test_nothing_is_reported_of_a_run_that_succeeded(caplog: pytest.LogCaptureFixture) -> None:
    assert _report_messages({"dag_run": {**RUN, "state": "success"}}, caplog) == []


@pytest.mark.parametrize("context", [None, {}, {"dag_run": None}, "something else"])
def test_a_context_of_another_form_is_still_reported(context: Any, caplog: pytest.LogCaptureFixture) -> None:
    [line] = _report_messages(context, caplog)
    assert line.startswith("OVERDUE: the run ")


def test_the_callback_can_be_found_by_its_path() -> None:
    assert alerts.OVERDUE_ALERT.callback.path == "dags.common.alerts.tell_overdue"
