"""A run that has not finished in time is told in one plain line."""

from __future__ import annotations

import asyncio
import logging

import pytest

from dags import deadlines


def test_the_run_is_named(caplog: pytest.LogCaptureFixture) -> None:
    # what the triggerer hands over: the run as Airflow's own API shows it
    context = {"dag_run": {"dag_id": "warehouse", "dag_run_id": "asset_triggered__1"}}
    with caplog.at_level(logging.WARNING):
        asyncio.run(deadlines.tell_overdue(context=context))
    [told] = caplog.messages
    assert told.startswith("OVERDUE: the run warehouse asset_triggered__1 has not finished 45 minutes after")


def test_the_callback_can_be_found_by_its_path() -> None:
    assert deadlines.OVERDUE.callback.path == "dags.deadlines.tell_overdue"
