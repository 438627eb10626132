"""A practice in one specialty: its measure is that of the service, and so is its verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.samples import rtt as rtt_samples
from checks.samples import service_truths
from checks.samples.programmes import make_programmes
from checks.samples.seasons import months_until
from checks.samples.truths import PlantedTruth
from checks.samples.world import make_world
from checks.storage.home import Home
from tests.checks.quick_admission import admit_without_rules
from tests.engine import only_in_full
from tests.transforms.gain.planted import with_few_draws
from tests.transforms.warehouse import building_only, rows
from transforms.build import build_warehouse
from transforms.staging.services import SERVICE_KINDS

MEASURE = "rtt_within_18w_c100"
LAST_MONTH = "2026-08"
TABLES = ("core.practice", "core.register_problem", "mart.gain", "mart.programme_gain")


def _build(folder: Path, months: int, *registers: bytes, kinds: frozenset[str] = SERVICE_KINDS) -> Path:
    home, world = Home(folder / "home").prepare(), make_world(50, 2026)
    contents = {rtt_samples.file_name(month): month for month in months_until(LAST_MONTH, months)}
    files = []
    for name, month in contents.items():
        files.append(home.inbox / name)
        files[-1].write_bytes(rtt_samples.make_file(world, month))
    every = (make_programmes(world), service_truths.adoption_register(world), *registers)
    for number, content in enumerate(every):
        files.append(home.inbox / f"register-{number}.csv")
        files[-1].write_bytes(content)
    outcomes = admit_without_rules(home, files)
    assert {outcome.status for outcome in outcomes} == {"accepted"}
    with with_few_draws(), building_only(TABLES):
        return build_warehouse(home, service_kinds=kinds)


@pytest.fixture(scope="module")
def register() -> bytes:
    return service_truths.practice_register()


def test_the_measure_of_a_practice_in_a_service_is_that_of_the_service(tmp_path: Path, register: bytes) -> None:
    other = register.replace(b"sample_surgical_hub", b"of_all").replace(b",C_100", b",")
    named = register.replace(b"sample_surgical_hub", b"by_name").replace(b"rtt_within_18w", b"rtt_over_52w_c330")
    unknown = register.replace(b"sample_surgical_hub", b"unknown").replace(b",C_100", b",C_998")
    path = _build(tmp_path, 1, register, other, named.replace(b",C_100", b","), unknown)
    assert rows(path, "select practice, measure, service from core.practice order by all") == [
        ("by_name", "rtt_over_52w_c330", "C_330"),
        ("of_all", "rtt_within_18w", "ALL"),
        ("sample_surgical_hub", MEASURE, "C_100"),
        ("unknown", "rtt_within_18w_c998", "ALL"),
    ]
    problems = "select practice, message from core.register_problem where rule = 'unknown_measure'"
    assert rows(path, problems) == [
        ("unknown", "Its measure rtt_within_18w_c998 does not exist, so no gain can be told.")
    ]


def test_without_services_the_measure_is_reported_as_missing(tmp_path: Path, register: bytes) -> None:
    path = _build(tmp_path, 1, register, kinds=frozenset())
    problems = "select practice from core.register_problem where rule = 'unknown_measure'"
    assert rows(path, problems) == [("sample_surgical_hub",)]


@only_in_full
def test_the_verdict_finds_what_is_planted_in_the_specialty(tmp_path: Path, register: bytes) -> None:
    path = _build(tmp_path, 39, register)
    world = make_world(50, 2026)
    statuses = dict(rows(path, f"select organisation, status from mart.gain where measure = '{MEASURE}'"))
    wanted = {PlantedTruth.HOLDS: "sustained", PlantedTruth.VANISHES: "lost"}
    planted = {world.providers[place].code: wanted[truth] for place, truth in service_truths.TRUTHS.items()}
    assert {code: statuses[code] for code in planted} == planted
    [(gain, adopters)] = rows(path, "select gain, adopters from mart.programme_gain")
    assert gain == pytest.approx(service_truths.SERVICE_GAIN, abs=0.02)
    assert adopters == len(planted)
