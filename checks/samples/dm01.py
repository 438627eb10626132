"""Diagnostic waiting times (DM01) as the full extract: every cell in quotes, and a row TOTAL below the tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.samples.sample_set import BrokenSample, MakeContent, NamedContent, SampleSet
from checks.samples.seasons import name_of, number_of
from checks.samples.world import BOARDS, COMMISSIONERS, LAST_MONTH, SampleArea, SampleProvider, World

KIND = "dm01"
GOOD_MONTH = LAST_MONTH
NEWEST_MONTHS = 6
"""A few months keep the samples quick to load."""
KEYS = (
    "Period",
    "Provider Parent Org Code",
    "Provider Parent Name",
    "Provider Org Code",
    "Provider Org Name",
    "Commissioner Parent Org Code",
    "Commissioner Parent Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
    "Diagnostic Tests Sort Order",
    "Diagnostic Tests",
)
WEEKS = ("00 < 01 Week", *(f"{week:02d} < {week + 1:02d} Weeks" for week in range(1, 13)), "13+ Weeks")
TAIL = ("Total WL", "Waiting List Activity", "Planned Activity", "Unscheduled Activity", "Total Activity")
HEADER = (*KEYS, *WEEKS, *TAIL)
TESTS = {1: "MRI", 2: "CT", 3: "NON_OBSTETRIC_ULTRASOUND", 6: "AUDIOLOGY_ASSESSMENTS", 12: "COLONOSCOPY"}
"""Some of the fifteen, with the publisher's order as it may be."""
TOTAL_ORDER = 16
WITHIN_6_WEEKS = 0.78
"""Planted: the share of all waits in January 2026; that of March 2024 was 78%."""
MONTHLY_RISE = 0.003
"""Planted: this much more of each list is within six weeks each month."""
FIRST_MONTH = "2026-01"
COMMISSIONER_SHARES = (0.6, 0.4)


@dataclass(frozen=True)
class DiagnosticLine:
    """The counts of a row: waits by week, and tests done from the list, planned and unscheduled."""

    waits: tuple[int, ...]
    done: tuple[int, int, int]

    def cells(self) -> list[int]:
        return [*self.waits, sum(self.waits), *self.done, sum(self.done)]


def list_reporting_providers(world: World, month: str) -> list[SampleProvider]:
    return [provider for provider in world.reporting(month) if provider.role.startswith(("acute", "specialist"))]


def make_rows(world: World, month: str) -> Iterator[list[str]]:
    """Iterate over the rows: provider, commissioner, test, and TOTAL as the last of each group."""
    boards = {board.code: board.name for board in BOARDS}
    for provider in list_reporting_providers(world, month):
        own = [area for area in COMMISSIONERS if area.part_of == provider.board.code]
        for commissioner, share in zip(own, COMMISSIONER_SHARES, strict=True):
            keys = [f"DM01-{name_of(month).upper()}-{month[:4]}", provider.board.code, provider.board.name]
            keys += [provider.code, provider.name, commissioner.part_of, boards[commissioner.part_of]]
            keys += [commissioner.code, commissioner.name]
            lines = [_draw_line(world, provider, commissioner, share, test, month) for test in TESTS.values()]
            for (order, test), line in zip(TESTS.items(), lines, strict=True):
                yield [*keys, str(order), test, *map(str, line.cells())]
            yield [*keys, str(TOTAL_ORDER), "TOTAL", *map(str, _add_lines(lines).cells())]


def _draw_line(
    world: World, provider: SampleProvider, commissioner: SampleArea, share: float, test: str, month: str
) -> DiagnosticLine:
    random = world.random(KIND, provider.code, commissioner.code, test, month)
    waiting = round(provider.size * share * random.gauss(0.15, 0.005))
    months = number_of(month) - number_of(FIRST_MONTH)
    within = round(waiting * (WITHIN_6_WEEKS + MONTHLY_RISE * months + random.gauss(0, 0.01)))
    waits = (*_spread_evenly(within, 6), *_spread_evenly(waiting - within, len(WEEKS) - 6))
    done = round(waiting * random.gauss(0.9, 0.02))
    return DiagnosticLine(waits, (done, round(done * 0.15), round(done * 0.3)))


def _spread_evenly(count: int, places: int) -> tuple[int, ...]:
    """Spread a count over places; the first take what is left over."""
    part, rest = divmod(count, places)
    return tuple(part + (place < rest) for place in range(places))


def _add_lines(lines: Sequence[DiagnosticLine]) -> DiagnosticLine:
    waits = tuple(sum(counts) for counts in zip(*(line.waits for line in lines), strict=True))
    from_list, planned, unscheduled = (sum(line.done[at] for line in lines) for at in range(3))
    return DiagnosticLine(waits, (from_list, planned, unscheduled))


def format_rows(rows: Sequence[Sequence[str]]) -> bytes:
    return "".join('"' + '","'.join(row) + '"\n' for row in (HEADER, *rows)).encode()


def make_file(world: World, month: str) -> bytes:
    return format_rows(list(make_rows(world, month)))


def make_good_file(world: World) -> bytes:
    return make_file(world, GOOD_MONTH)


def _iterate_month(world: World, month: str, months: Sequence[str]) -> Iterator[NamedContent]:
    if month in months[-NEWEST_MONTHS:] and list_reporting_providers(world, month):
        yield f"DM01-{name_of(month).upper()}-{month[:4]}-full-extract.csv", make_file(world, month)


SAMPLES = SampleSet({KIND: make_good_file}, of_month=_iterate_month)

FIRST_TEST, TOTAL = 0, len(TESTS)
"""Rows of the first provider and commissioner."""


def _change(header: str, value: str, row: int = FIRST_TEST) -> MakeContent:
    def spoil(world: World) -> bytes:
        rows = list(make_rows(world, GOOD_MONTH))
        rows[row][HEADER.index(header)] = value
        return format_rows(rows)

    return spoil


def _without_a_test(world: World) -> bytes:
    return format_rows(list(make_rows(world, GOOD_MONTH))[1:])


def _broken(name: str, fault: str, rule: str, content: MakeContent) -> BrokenSample:
    return BrokenSample(f"DM01-broken-{name}.csv", KIND, fault, rule, content)


UNIQUE_RULE = "organisation_code_commissioner_code_test_unique"
BROKEN = (
    _broken(
        "another-month", "a row is of another month", "another_month", _change("Period", "DM01-MAY-2026", TOTAL + 1)
    ),
    _broken("blank-period", "a row has no period", "period_present", _change("Period", "", TOTAL + 1)),
    _broken("blank-code", "a provider has no code", "organisation_code_present", _change("Provider Org Code", "")),
    _broken("strange-code", "a code is no code", "organisation_code_well_formed", _change("Provider Org Code", "R!")),
    _broken("no-commissioner", "no commissioner", "commissioner_code_present", _change("Commissioner Org Code", "")),
    _broken("no-test", "a row has no test", "test_present", _change("Diagnostic Tests", "")),
    _broken("blank-list", "a row has no waiting list", "waiting_list_present", _change("Total WL", "")),
    _broken("blank-activity", "a row has no activity", "total_activity_present", _change("Total Activity", "")),
    _broken("word", "a count is a word", "not_a_number", _change("13+ Weeks", "few")),
    _broken("negative", "a count is below 0", "negative_counts", _change("13+ Weeks", "-1")),
    _broken("bands", "the bands are not the list", "bands_do_not_add_up", _change("Total WL", "999999")),
    _broken("activity", "the parts are not all", "activity_does_not_add_up", _change("Total Activity", "999999")),
    _broken("test-left-out", "the tests are not TOTAL", "not_reconciled", _without_a_test),
    _broken("total", "TOTAL is not the tests", "not_reconciled", _change("00 < 01 Week", "999999", TOTAL)),
    _broken("unique", "a row is there twice", UNIQUE_RULE, _change("Diagnostic Tests", TESTS[2])),
)
