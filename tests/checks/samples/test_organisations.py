"""The registers of the samples: 27 quoted fields, and the one succession."""

from __future__ import annotations

import csv

from checks.samples import organisations, world

WORLD = world.make_world(24, 2026)


def _read_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode().split("\r\n")[:-1]))


def test_every_provider_stands_in_27_quoted_fields() -> None:
    content = organisations.make_organisations(WORLD)
    rows = _read_rows(content)
    assert [row[0] for row in rows] == sorted(provider.code for provider in WORLD.providers)
    assert {len(row) for row in rows} == {27}
    assert all(line.startswith(b'"') and line.endswith(b'"') for line in content.split(b"\r\n")[:-1])


def test_the_merged_trust_is_closed_the_day_before_it_is_succeeded() -> None:
    gone, heir = WORLD.providers[world.PREDECESSOR], WORLD.providers[world.SUCCESSOR]
    closed = {row[0]: row[11] for row in _read_rows(organisations.make_organisations(WORLD)) if row[11]}
    assert closed == {gone.code: "20250331"}
    assert _read_rows(organisations.make_successions(WORLD)) == [[gone.code, heir.code, "", "20250401", "1"]]
