"""What can be asked of a DAG when it is triggered: checked by schema, and passed on to the step that does it."""

from __future__ import annotations

import copy
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, ParamValidationError

from checks.storage.home import Home
from dags.common import freshness, steps
from dags.common.settings import PROJECT_FOLDER
from reports.publish import PublishError
from transforms.build import NothingToBuild

END_OF_JANUARY = datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.fixture(scope="module")
def dags() -> dict[str, Any]:
    """The DAGs with Params, as Airflow reads them."""
    files = (PROJECT_FOLDER / "dags" / f"{name}.py" for name in ("warehouse", "dashboards"))
    bags = [DagBag(dag_folder=str(path), bundle_path=None, bundle_name="dags-folder") for path in files]
    return {dag_id: dag for bag in bags for dag_id, dag in bag.dags.items()}


@pytest.fixture(autouse=True)
def _own_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are read when a task runs: this one is set after the DAG files have been read."""
    monkeypatch.setenv("HOLDGAIN_HOME", str(home.root))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the steps were called with, in order; nothing is built or published."""
    recorded: list[tuple[Any, ...]] = []

    def build(home: Home, progress: Any, moment: datetime | None = None) -> None:
        progress("building core.observation: 100%s")
        recorded.append(("build", home.root, moment))

    def publish(home: Home, progress: Any, edition: str | None = None, theme: str = "nhs") -> None:
        recorded.append(("publish", home.root, edition, theme))

    monkeypatch.setattr(steps, "build_warehouse", build)
    monkeypatch.setattr(steps, "publish_edition", publish)
    return recorded


def _run(dag: Any, task_id: str, **asked: Any) -> None:
    """Run a task with its DAG's Params: what is asked is validated, the rest has its default."""
    params = copy.deepcopy(dag.params)
    params.update(asked)
    dag.task_dict[task_id].python_callable(params=params.validate())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", END_OF_JANUARY),
        ("2026-01-31T10:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T10:00:00+01:00", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("2026-01-31 10:00:00.5Z", datetime(2026, 1, 31, 10, 0, 0, 500000, tzinfo=UTC)),
    ],
)
def test_a_rebuild_as_known_at_a_moment_is_built_and_published(
    dags: dict[str, Any], calls: list[tuple[Any, ...]], home: Home, text: str, moment: datetime
) -> None:
    _run(dags["warehouse"], "build", as_known_at=text)
    _run(dags["warehouse"], "publish_past", as_known_at=text)
    assert calls == [("build", home.root, moment), ("publish", home.root, None, "nhs")]


def test_a_past_moment_is_built_though_the_warehouse_is_current(
    dags: dict[str, Any], calls: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "is_built", lambda home: True)
    with pytest.raises(AirflowSkipException):
        _run(dags["warehouse"], "build")
    _run(dags["warehouse"], "build", as_known_at="2026-01-31")
    assert [call[2] for call in calls] == [END_OF_JANUARY]


def test_without_a_moment_everything_is_built_and_dashboards_publishes(
    dags: dict[str, Any], calls: list[tuple[Any, ...]], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "is_built", lambda home: False)
    _run(dags["warehouse"], "build")
    with pytest.raises(AirflowSkipException, match="dashboards"):
        _run(dags["warehouse"], "publish_past")
    assert calls == [("build", home.root, None)]


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-1-31", "31/01/2026", "2026-01", "2026-01-31T25", "'; drop table", 2026, True, ["2026-01-31"]],
)
def test_what_is_no_moment_is_refused_by_the_schema(dags: dict[str, Any], text: Any) -> None:
    with pytest.raises(ParamValidationError):
        _run(dags["warehouse"], "build", as_known_at=text)


def test_a_day_that_does_not_exist_fails_without_another_try(dags: dict[str, Any]) -> None:
    with pytest.raises(AirflowFailException, match="2026-02-30"):
        _run(dags["warehouse"], "build", as_known_at="2026-02-30")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (None, "nhs")),
        ({"edition": "2026-09"}, ("2026-09", "nhs")),
        ({"theme": "mdc_exact"}, (None, "mdc_exact")),
        ({"edition": "2025-12", "theme": "mdc_exact"}, ("2025-12", "mdc_exact")),
    ],
)
def test_an_edition_and_a_theme_are_published_as_asked(
    dags: dict[str, Any],
    calls: list[tuple[Any, ...]],
    home: Home,
    monkeypatch: pytest.MonkeyPatch,
    asked: dict[str, str],
    expected: tuple[str | None, str],
) -> None:
    monkeypatch.setattr(freshness, "is_published", lambda home: bool(asked))
    _run(dags["dashboards"], "publish", **asked)
    assert calls == [("publish", home.root, *expected)]


def test_without_a_request_a_current_edition_is_left(
    dags: dict[str, Any], calls: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "is_published", lambda home: True)
    with pytest.raises(AirflowSkipException):
        _run(dags["dashboards"], "publish")
    assert calls == []


@pytest.mark.parametrize(
    "asked", [{"edition": "2026-13"}, {"edition": "2026"}, {"edition": 202609}, {"edition": "../x"}, {"theme": "pink"}]
)
def test_what_is_no_edition_or_theme_is_refused_by_the_schema(dags: dict[str, Any], asked: dict[str, Any]) -> None:
    with pytest.raises(ParamValidationError):
        _run(dags["dashboards"], "publish", **asked)


@pytest.mark.parametrize(
    ("asked", "expected"), [({}, AirflowSkipException), ({"edition": "2026-09"}, AirflowFailException)]
)
def test_nothing_to_publish_skips_the_task_but_fails_a_request(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], expected: type[Exception]
) -> None:
    def publish(*_: Any) -> None:
        raise PublishError("there are no figures for that month")

    monkeypatch.setattr(steps, "publish_edition", publish)
    monkeypatch.setattr(freshness, "is_published", lambda home: False)
    with pytest.raises(expected, match="no figures"):
        _run(dags["dashboards"], "publish", **asked)


@pytest.mark.parametrize(
    ("asked", "expected"), [({}, AirflowSkipException), ({"as_known_at": "2010-01-01"}, AirflowFailException)]
)
def test_nothing_to_build_skips_the_task_but_fails_a_request(
    dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], expected: type[Exception]
) -> None:
    def build(*_: Any) -> None:
        raise NothingToBuild("nothing has been accepted yet")

    monkeypatch.setattr(steps, "build_warehouse", build)
    monkeypatch.setattr(freshness, "is_built", lambda home: False)
    with pytest.raises(expected, match="nothing has been accepted"):
        _run(dags["warehouse"], "build", **asked)


def test_progress_goes_to_the_log_of_the_task(
    dags: dict[str, Any],
    calls: list[tuple[Any, ...]],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger = logging.getLogger("airflow.task")
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO, "airflow.task")
    _run(dags["warehouse"], "build", as_known_at="2026-01-31")
    logger.removeHandler(caplog.handler)
    assert "building core.observation: 100%s" in {record.getMessage() for record in caplog.records}
    assert capsys.readouterr().out == ""


def test_a_path_of_a_file_does_not_reach_the_log(dags: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def publish(*_: Any) -> None:
        raise OSError(28, "No space left on device", "/home/x/quarantine/john-smith.csv")

    monkeypatch.setattr(steps, "publish_edition", publish)
    with pytest.raises(OSError, match="below the home folder") as caught:
        _run(dags["dashboards"], "publish", edition="2026-09")
    assert "john" not in str(caught.value)


def test_dag_files_do_not_print() -> None:
    files = [*(PROJECT_FOLDER / "dags").glob("*.py"), *(PROJECT_FOLDER / "dags" / "common").glob("*.py")]
    assert [path.name for path in files if "print(" in Path(path).read_text(encoding="utf-8")] == []
