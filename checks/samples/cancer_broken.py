"""Broken files of cancer waiting times: each is the good file with one thing changed."""

from __future__ import annotations

from collections.abc import Callable

from checks.samples import cancer
from checks.samples.sample_set import BrokenSample, MakeContent
from checks.samples.world import World

LAST = -1
"""The last line is a provider's: a type of cancer within 62 days."""
UNIQUE_RULE = "organisation_code_standard_cancer_type_route_or_stage_treatment_modality_unique"


def _change_lines(change: Callable[[list[list[str]]], object]) -> MakeContent:
    def spoil(world: World) -> bytes:
        lines = cancer.make_lines(world, cancer.GOOD_MONTH)
        change(lines)
        return cancer.write_lines(lines)

    return spoil


def _set_cell(header: str, value: str, line: int = LAST) -> MakeContent:
    def change(lines: list[list[str]]) -> None:
        lines[line][1 + cancer.HEADER.index(header)] = value

    return _change_lines(change)


def _drop_england(lines: list[list[str]]) -> None:
    lines[:] = [line for line in lines if line[1] != "Total"]


def _repeat_row(lines: list[list[str]]) -> None:
    lines.append(lines[LAST])


def _drop_period(lines: list[list[str]]) -> None:
    lines[:] = [line for line in lines if line[1] != "Period:"]


def _broken(name: str, fault: str, rule: str, content: MakeContent) -> BrokenSample:
    return BrokenSample(f"cancer-broken-{name}.csv", cancer.KIND, fault, rule, content)


BROKEN = (
    _broken("without-period", "the month above the table is missing", "month_told", _change_lines(_drop_period)),
    _broken("without-england", "England's rows are missing", "total_row", _change_lines(_drop_england)),
    _broken("row-twice", "a row is there twice", UNIQUE_RULE, _change_lines(_repeat_row)),
    _broken("third-of-a-patient", "a count is 26.4", "not_a_number", _set_cell("Total", "26.4")),
    _broken("blank-count", "a count is blank", "missing_counts", _set_cell("Within", "")),
    _broken("negative-count", "a count is below 0", "negative_counts", _set_cell("After", "-2")),
    _broken("parts", "within and after are not the total", "parts_do_not_add_up", _set_cell("Within", "9999")),
    _broken("blank-code", "a provider has no code", "organisation_code_present", _set_cell("Org Code", "")),
    _broken("strange-code", "a code is no ODS code", "organisation_code_well_formed", _set_cell("Org Code", "R!")),
    _broken("blank-name", "a provider has no name", "organisation_name_present", _set_cell("Org Name", "")),
    _broken("blank-standard", "a row has no standard", "standard_present", _set_cell("Standard", "")),
    _broken("other-standard", "a standard that does not exist", "standard_known", _set_cell("Standard", "14D")),
    _broken("blank-type", "a row has no type of cancer", "cancer_type_present", _set_cell("Cancer Type", "")),
    _broken("blank-route", "a row has no route", "route_or_stage_present", _set_cell("Referral Route/Stage", "")),
    _broken("unknown-region", "a region that does not exist", "region_known", _set_cell("Region", "Nowhere")),
)
