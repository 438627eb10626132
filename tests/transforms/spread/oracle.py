"""Spread as one would count it by hand: month by month, organisation by organisation, without SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.transforms.spread.world import Event, Organisation, World, day

STAGES = {"adopted": 1, "embedded": 2, "stopped": 3}
HELD_STATUSES = {"gain", "re_gained", "sustained"}


@dataclass(frozen=True)
class State:
    """How adoption stands by an organisation's own word."""

    is_live: bool
    adopted: int | None
    source: str | None
    fidelity: float | None


@dataclass(frozen=True)
class Unit(State):
    is_eligible: bool


def merged_at(world: World, name: str) -> int | None:
    """The month of the merger that ended it; one that it outlived gave a part away."""
    months = [month for before, _, month in world.mergers if before == name]
    if not months:
        return None
    closed = next((organisation.closed for organisation in world.organisations if organisation.name == name), None)
    return max(months) if closed is None or closed[0] <= max(months) else None


def is_known(world: World, name: str) -> bool:
    """Whether anything but the adoptions themselves names the organisation."""
    return name in {organisation.name for organisation in world.organisations} | {
        item for pair in world.mergers for item in pair[:2]
    }


def stands(world: World, name: str, month: int) -> bool:
    """Whether the organisation itself is there in the month."""
    item = next((organisation for organisation in world.organisations if organisation.name == name), Organisation(name))
    if item.opened is not None and month < item.opened:
        return False
    if item.closed and month > (item.closed[0] - 1 if item.closed[1] else item.closed[0]):
        return False
    merged = merged_at(world, name)
    return merged is None or month < merged


def bearers(world: World, name: str, month: int) -> set[str]:
    item = next((organisation for organisation in world.organisations if organisation.name == name), Organisation(name))
    if item.opened is not None and month < item.opened:
        return set()
    if stands(world, name, month):
        return {name}
    merged = merged_at(world, name)
    if merged is None or month < merged:
        return set()
    heirs = {after for before, after, when in world.mergers if before == name and when == merged}
    return set().union(*(bearers(world, heir, month) for heir in heirs))


def own_state(world: World, name: str, month: int) -> State | None:
    reported = sorted(
        (event.month, STAGES[event.event], row, event)
        for row, event in enumerate(world.events)
        if event.organisation == name and event.event in STAGES and event.month <= month
    )
    if not reported:
        return None
    events: list[Event] = [event for *_, event in reported]
    adopted = [event.month for event in events if event.event != "stopped"]
    # the spell that the latest event belongs to begins after the stop before it
    spell: list[Event] = []
    for event in events:
        if spell and spell[-1].event == "stopped":
            spell = []
        spell.append(event)
    sources = [event.source for event in spell if event.source is not None]
    faithful = [event.fidelity for event in spell if event.fidelity is not None]
    return State(
        events[-1].event != "stopped",
        min(adopted, default=None),
        sources[-1] if sources else None,
        faithful[-1] if faithful else None,
    )


def stretches(world: World) -> list[tuple[str, int, int, bool]]:
    listed = [(name, first, world.newest if last is None else last, True) for name, first, last in world.eligible]
    for name in {event.organisation for event in world.events}:
        listed.append((name, min(e.month for e in world.events if e.organisation == name), world.newest, False))
    return [(name, first, min(last, world.newest), is_eligible) for name, first, last, is_eligible in listed]


def units(world: World, month: int) -> dict[str, Unit]:
    parts: dict[str, dict[str, list[tuple[int, bool]]]] = {}
    for name, first, last, is_eligible in stretches(world):
        if first <= month <= last:
            for bearer in bearers(world, name, month):
                since = next(m for m in range(first, month + 1) if bearer in bearers(world, name, m))
                parts.setdefault(bearer, {}).setdefault(name, []).append((since, is_eligible))
    return {bearer: _make_unit(world, bearer, origins, month) for bearer, origins in parts.items()}


def _make_unit(world: World, bearer: str, origins: dict[str, list[tuple[int, bool]]], month: int) -> Unit:
    is_eligible = any(flag for actual in origins.values() for _, flag in actual)
    joined = [since for origin, actual in origins.items() if origin != bearer for since, _ in actual]
    early = [since for since, flag in origins.get(bearer, []) if flag]
    parties = [origin for origin in origins if origin != bearer]
    if joined and early and min(early) < min(joined):
        parties.append(bearer)
    own = own_state(world, bearer, month) if bearer in origins else None
    states = [own_state(world, party, month) for party in parties]
    adopted = [state.adopted if state else None for state in states]
    inherited = max(adopted) if adopted and None not in adopted else None  # type: ignore[type-var]
    first = min((item for item in (own.adopted if own else None, inherited) if item is not None), default=None)
    if own:
        return Unit(own.is_live, first, own.source, own.fidelity, is_eligible)
    sources = {state.source for state in states if state and state.source}
    faithful = [state.fidelity for state in states if state and state.fidelity is not None]
    return Unit(
        bool(states) and all(state is not None and state.is_live for state in states),
        first,
        sources.pop() if len(sources) == 1 else None,
        sum(faithful) / len(faithful) if faithful else None,
        is_eligible,
    )


def spread(world: World) -> dict[tuple[str, Any], dict[str, Any]]:
    """Per area and month; an area without anybody has no row."""
    starts = [first for _, first, _, _ in stretches(world)]
    regions = {organisation.name: organisation.region for organisation in world.organisations}
    actual: dict[tuple[str, int], dict[str, Any]] = {}
    for month in range(min(starts, default=world.newest + 1), world.newest + 1):
        everyone = units(world, month)
        for area in {"ENGLAND", *(region for region in regions.values() if region)}:
            there = {name: u for name, u in everyone.items() if area in ("ENGLAND", regions.get(name))}
            row = _spread_row(world, there, month) if there else None
            if row and (area == "ENGLAND" or row["organisations"] or row["adopted_not_eligible"]):
                actual[area, month] = row
    for (area, month), row in actual.items():
        last = [actual[area, m]["new_adopters"] for m in range(month - 2, month + 1) if (area, m) in actual]
        row["new_adopters_3m"] = sum(last) / 3 if len(last) == 3 else None
    return {
        (area, day(month)): {k: v for k, v in row.items() if k != "organisations"}
        for (area, month), row in actual.items()
    }


def _spread_row(world: World, there: dict[str, Unit], month: int) -> dict[str, Any]:
    known = bool(world.eligible)
    counted = {name: unit for name, unit in there.items() if unit.is_eligible or (not known and is_known(world, name))}
    live = {name: unit for name, unit in counted.items() if unit.is_live}
    ever = [name for name, unit in counted.items() if unit.adopted is not None]
    new = [name for name, unit in counted.items() if unit.adopted == month]
    at_risk = len(counted) - len(ever) + len(new)
    sources = [unit.source for unit in live.values() if unit.source]
    return {
        "organisations": len(counted),
        "eligible": len(counted) if known else None,
        "adopted": len(live),
        "stopped": len(set(ever) - set(live)),
        "ever_adopted": len(ever),
        "adopted_not_eligible": sum(u.is_live for name, u in there.items() if name not in counted),
        "coverage": len(live) / len(counted) if known and counted else None,
        "new_adopters": len(new),
        "at_risk": at_risk if known else None,
        "hazard": len(new) / at_risk if known and at_risk else None,
        "pull_share": sum(source in ("self", "peer") for source in sources) / len(sources) if sources else None,
        **_by_volume(world, counted, live, month),
    }


def _by_volume(world: World, counted: dict[str, Unit], live: dict[str, Unit], month: int) -> dict[str, float | None]:
    volume = {
        organisation.name: organisation.volume
        for organisation in world.organisations
        if organisation.volume is not None
    }
    known = [name for name in counted if name in volume]
    whole = sum(volume[name] for name in known)
    if not world.eligible or not counted or len(known) < 0.8 * len(counted) or not whole:
        return dict.fromkeys(("volume_coverage", "effective_coverage", "held_coverage"))
    adopted = sum(volume.get(name, 0) for name in live)
    faithful = {n: u.fidelity for n, u in live.items() if u.fidelity is not None and n in volume}
    effective = None
    if not live:
        effective = 0.0
    elif adopted and faithful and sum(volume[name] for name in faithful) >= 0.8 * adopted:
        mean = sum(volume[n] * f for n, f in faithful.items()) / sum(volume[n] for n in faithful)
        effective = adopted / whole * mean
    current = {name for name, when, status, *_ in world.verdicts if when == month and status in HELD_STATUSES}
    # verdicts that no organisation of the month carries are of nobody
    everyone = units(world, month)
    reported = {name: status for name, when, status, *_ in world.verdicts if when == month and name in everyone}
    adopters = {n for n, unit in everyone.items() if unit.is_live and n in counted}
    assessed = any(reported.get(name, "not_assessable") != "not_assessable" for name in adopters)
    judged = bool(reported) and (not adopters or assessed)
    return {
        "volume_coverage": adopted / whole,
        "effective_coverage": effective,
        "held_coverage": sum(volume.get(n, 0) for n in counted if n in current) / whole if judged else None,
    }
