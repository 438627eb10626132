"""What counts as current: never too early, whatever overlaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.home import Home
from dags import freshness, steps


def _enter(home: Home, load: str) -> None:
    (home.ledger / f"{load}.json").write_text("{}", encoding="utf-8")


def _builder(home: Home, meanwhile: Callable[[], None] = lambda: None) -> Callable[..., Path]:
    def build(*_: object, **__: object) -> Path:
        meanwhile()
        home.warehouse.write_text("built", encoding="utf-8")
        return home.warehouse

    return build


def test_an_empty_home_has_nothing_to_build(home: Home) -> None:
    assert freshness.is_built(home)
    assert freshness.is_published(home)


def test_a_load_makes_the_warehouse_old_and_a_build_makes_it_current(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _enter(home, "one")
    assert not freshness.is_built(home)
    monkeypatch.setattr("transforms.warehouse.build", _builder(home))
    steps.build(home, print)
    assert freshness.is_built(home)
    assert not freshness.is_published(home)


def test_a_load_entered_during_the_build_asks_for_another(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.warehouse.build", _builder(home, lambda: _enter(home, "two")))
    steps.build(home, print)
    assert not freshness.is_built(home)


def test_a_warehouse_as_known_at_an_earlier_time_is_not_current(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.warehouse.build", _builder(home))
    steps.build(home, print, as_known_at=datetime(2026, 1, 31, tzinfo=UTC))
    assert not freshness.is_built(home)


def test_a_deleted_warehouse_is_not_current(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.warehouse.build", _builder(home))
    steps.build(home, print)
    home.warehouse.unlink()
    assert not freshness.is_built(home)
