"""What counts as current: never too early, whatever overlaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.storage import ledger
from checks.storage.home import Home
from checks.storage.ledger import Load
from dags.common import freshness, steps, triggers
from reports.publish import PublishError


def _enter(home: Home, load: str) -> None:
    received = "2026-01-31T00:00:00.000000+00:00"
    known = {"file_name": "x.csv", "sha256": "0" * 64, "size": 1, "rows": 1, "era": "", "is_sample": False}
    ledger.record_load(home, Load(load, "ae", "2025-06", received_at=received, status="accepted", **known))  # type: ignore[arg-type]


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
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    steps.build_warehouse(home, print)
    assert freshness.is_built(home)
    assert not freshness.is_published(home)


def test_a_load_entered_during_the_build_asks_for_another(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home, lambda: _enter(home, "two")))
    steps.build_warehouse(home, print)
    assert not freshness.is_built(home)


def test_a_warehouse_as_known_at_an_earlier_time_is_not_current(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    steps.build_warehouse(home, print, as_known_at=datetime(2026, 1, 31, tzinfo=UTC))
    assert not freshness.is_built(home)


def test_a_deleted_warehouse_is_not_current(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _enter(home, "one")
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    steps.build_warehouse(home, print)
    home.warehouse.unlink()
    assert not freshness.is_built(home)


@pytest.fixture
def published(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home that is current: built and published by this code."""
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    monkeypatch.setattr("reports.publish.publish", _publisher(home))
    _enter(home, "one")
    steps.build_warehouse(home, print)
    steps.publish_edition(home, print)
    assert (freshness.is_built(home), freshness.is_published(home), freshness.is_current(home)) == (True, True, True)
    return home


def _publisher(home: Home) -> Callable[..., Path]:
    def publish(*_: object, **__: object) -> Path:
        (home.site / "latest").mkdir(exist_ok=True)
        for name in ("index.html", "edition.json"):
            (home.site / "latest" / name).write_text("an edition", encoding="utf-8")
        return home.site

    return publish


def test_changed_models_ask_for_a_build_and_then_for_an_edition(
    published: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "WAREHOUSE_CODE", "changed")
    assert not freshness.is_built(published)
    assert not freshness.is_current(published)
    assert freshness.is_edition_of_other_code(published)
    with pytest.raises(PublishError, match=r"built by another release.*run `holdgain build`"):
        steps.publish_edition(published, print)
    steps.build_warehouse(published, print)
    assert freshness.is_built(published)
    assert not freshness.is_published(published)
    steps.publish_edition(published, print)
    assert freshness.is_current(published)
    assert not freshness.is_edition_of_other_code(published)


def test_changed_pages_ask_for_an_edition_alone(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "PAGE_CODE", "changed")
    assert freshness.is_built(published)
    assert not freshness.is_published(published)
    steps.publish_edition(published, print)
    assert freshness.is_current(published)


def test_notes_of_an_earlier_release_ask_for_both(published: Home) -> None:
    for note in (published.warehouse.parent / "reflects", published.site / ".reflects"):
        note.write_text(freshness.ledger_state(published))
    assert not freshness.is_built(published)
    assert not freshness.is_published(published)
    assert freshness.is_edition_of_other_code(published)


def test_a_note_that_a_later_release_has_made_longer_is_read(published: Home) -> None:
    note = published.warehouse.parent / "reflects"
    note.write_text(f"{note.read_text()}\n\nmore\nand more")
    assert freshness.built_state(published) == freshness.ledger_state(published)


def test_the_watcher_of_the_ledger_wakes_for_changed_code(published: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert triggers._unreflected_ledger_state(published) == ("", False)
    monkeypatch.setattr(freshness, "WAREHOUSE_CODE", "changed")
    assert triggers._unreflected_ledger_state(published) == (freshness.ledger_state(published), False)


def test_a_warehouse_as_known_at_a_moment_is_not_published_by_other_code(
    published: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.build_warehouse(published, print, as_known_at=datetime(2026, 1, 31, tzinfo=UTC))
    steps.publish_edition(published, print)
    monkeypatch.setattr(freshness, "WAREHOUSE_CODE", "changed")
    with pytest.raises(PublishError, match="built by another release"):
        steps.publish_edition(published, print)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOLDGAIN_SMALL_COUNT", "5"),
        ("HOLDGAIN_SMALL_DENOMINATOR", "10"),
        ("HOLDGAIN_COMPLEMENTS", "off"),
        ("HOLDGAIN_ROUND_TO", "5"),
    ],
)
def test_another_rule_for_small_numbers_asks_for_an_edition_alone(
    published: Home, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert freshness.is_built(published)
    assert not freshness.is_published(published)
    assert freshness.is_edition_of_other_rule(published)
    steps.publish_edition(published, print)
    assert (freshness.is_published(published), freshness.is_current(published)) == (True, True)
    monkeypatch.delenv(name)
    assert not freshness.is_published(published)


def test_a_damaged_record_asks_for_one_build_and_so_does_its_removal(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edition says that a record is damaged, so it is made again when there is none any more."""
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    _enter(home, "one")
    _enter(home, "two")
    steps.build_warehouse(home, print)
    (home.ledger / "two.json").write_bytes(b"")
    ledger.set_damaged_aside(home)
    assert not freshness.is_built(home)
    steps.build_warehouse(home, print)
    assert freshness.is_built(home)
    (home.damaged / "ledger" / "two.json").unlink()
    assert not freshness.is_built(home)


def test_a_build_that_sets_a_record_aside_is_current_at_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.build.build_warehouse", _builder(home))
    _enter(home, "one")
    (home.ledger / "two.json").write_bytes(b"")
    steps.build_warehouse(home, print)
    assert freshness.is_built(home)
