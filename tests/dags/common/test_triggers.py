"""The watchers wake at the right moments: stable files only, bursts together, and again when nobody came."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest

from checks.storage.home import Home
from dags.common.triggers import InboxTrigger, InboxWatch, LedgerLull, LedgerTrigger

SMALL, GROWN = (10, 1), (20, 2)


def test_a_file_is_reported_when_two_looks_find_it_the_same() -> None:
    watch = InboxWatch(remind_after=60)
    assert watch.fresh({"a": SMALL}, now=0) == []
    assert watch.fresh({"a": GROWN}, now=1) == []
    assert watch.fresh({"a": GROWN}, now=2) == ["a"]
    assert watch.fresh({"a": GROWN}, now=3) == []


def test_a_file_that_grows_does_not_hold_up_the_others() -> None:
    watch = InboxWatch(remind_after=60)
    watch.fresh({"a": SMALL, "b": SMALL}, now=0)
    assert watch.fresh({"a": GROWN, "b": SMALL}, now=1) == ["b"]
    assert watch.fresh({"a": GROWN, "b": SMALL}, now=2) == ["a", "b"]


def test_a_file_that_nobody_fetched_is_reported_again() -> None:
    watch = InboxWatch(remind_after=60)
    reported = [watch.fresh({"a": SMALL}, now=now) for now in (0, 1, 30, 61, 62, 121)]
    assert reported == [[], ["a"], [], ["a"], [], ["a"]]


def test_the_same_file_dropped_again_is_news() -> None:
    watch = InboxWatch(remind_after=60)
    seen = [{"a": SMALL}, {"a": SMALL}, {}, {"a": SMALL}, {"a": SMALL}]
    assert [watch.fresh(look, now=now) for now, look in enumerate(seen)] == [[], ["a"], [], [], ["a"]]


def test_a_burst_is_reported_once_when_it_is_over() -> None:
    lull = LedgerLull(quiet=2, at_most=60, remind_after=600)
    reported = [lull.is_over(str(min(now, 36)), now, is_busy=now < 36) for now in range(1, 45)]
    assert reported.count(True) == 1
    assert reported.index(True) == 37  # at 38 s: two quiet seconds after the last change


def test_a_burst_that_does_not_end_is_reported_ever_more_rarely() -> None:
    lull = LedgerLull(quiet=2, at_most=60, remind_after=600)
    reported = [now for now in range(1, 2200) if lull.is_over(str(now), now, is_busy=True)]
    assert reported == [61, 182, 423, 904, 1505, 2106]


def test_after_a_lull_the_next_burst_is_reported_soon_again() -> None:
    lull = LedgerLull(quiet=2, at_most=60, remind_after=600)
    for now in range(1, 500):
        lull.is_over(str(now), now, is_busy=True)
    assert [now for now in range(500, 510) if lull.is_over("end", now, is_busy=False)] == [502]
    assert [now for now in range(600, 700) if lull.is_over(str(now), now, is_busy=True)] == [660]


def test_what_the_build_did_not_take_up_is_reported_again() -> None:
    lull = LedgerLull(quiet=2, at_most=60, remind_after=600)
    reported = [now for now in range(1, 1300) if lull.is_over("state", now, is_busy=False)]
    assert reported == [3, 603, 1203]


def test_a_reflected_ledger_is_not_reported() -> None:
    lull = LedgerLull(quiet=2, at_most=60, remind_after=600)
    assert not any(lull.is_over("", now, is_busy=False) for now in range(1000))


@pytest.mark.parametrize("trigger", [InboxTrigger("/somewhere"), LedgerTrigger("/somewhere")])
def test_airflow_can_make_the_trigger_again(trigger: InboxTrigger | LedgerTrigger) -> None:
    path, values = trigger.serialize()
    module, name = path.rsplit(".", 1)
    again = getattr(importlib.import_module(module), name)(**values)
    assert again.serialize() == trigger.serialize()


def test_the_inbox_trigger_fires_for_a_file(tmp_path: Path) -> None:
    home = Home(tmp_path).prepare()

    async def first() -> object:
        events = InboxTrigger(str(tmp_path), interval=0.01).run()
        (home.inbox / "a.csv").write_text("a", encoding="utf-8")
        return (await asyncio.wait_for(anext(events), 10)).payload

    assert asyncio.run(first()) == {"files": 1}


def test_a_folder_that_is_gone_does_not_end_the_watcher(tmp_path: Path) -> None:
    async def look_for_a_while() -> None:
        async for _ in InboxTrigger(str(tmp_path / "gone"), interval=0.01).run():
            pass

    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(look_for_a_while(), 0.2))
