"""Broken files beside good ones: each is a good sample with exactly one thing wrong, told by its name.

Each is of a month that has a good file too, so that none hides good data.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checks.samples import spoil
from checks.samples.spoil import ATTENDANCES, LAST, OVER_4H, Spoil
from checks.samples.world import World, make

PROVIDERS = 8
IN_THE_INBOX = ("AE-broken-truncated.csv", "AE-broken-html-page.csv", "AE-broken-negative-count.csv")


@dataclass(frozen=True)
class Broken:
    """One broken file: its kind (none when it is of no kind), the fault in words, and the rule that must find it."""

    name: str
    kind: str
    fault: str
    rule: str
    spoil: Spoil

    def content(self, world: World) -> bytes:
        return self.spoil(world)


def every(folder: Path, seed: int = 2026) -> dict[str, Path]:
    """Write every broken file into the folder: its name and where it stands."""
    world = make(PROVIDERS, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for broken in BROKEN:
        (folder / broken.name).write_bytes(broken.content(world))
    return {broken.name: folder / broken.name for broken in BROKEN}


def _with_ambulances(cells: list[str]) -> list[str]:
    return [*cells, "Ambulances held over an hour" if cells[0] == "Period" else "0"]


def _ae(name: str, fault: str, rule: str, how: Spoil) -> Broken:
    return Broken(f"AE-broken-{name}.csv", "ae", fault, rule, how)


BROKEN = (
    Broken("AE-broken-html-page.csv", "", "it is a web page", "file_type", spoil.web_page),
    Broken("AE-broken-empty.csv", "", "it holds nothing at all", "not_empty", lambda _: b""),
    _ae("header-alone", "it holds no row", "month_told", spoil.header_alone),
    _ae("truncated", "it breaks off in the middle of a row", "row_width", spoil.broken_off),
    _ae("two-periods", "one row is of another month", "another_month", spoil.two_periods),
    _ae("negative-count", "a count is below 0", "negative_counts", spoil.cell(LAST, lambda _: "-5")),
    _ae(
        "over-4h-above-attendances",
        "more attendances took over four hours than there were",
        "over_4h_type1_within_attendances_type1",
        spoil.cell(OVER_4H, lambda cells: str(int(cells[ATTENDANCES]) + 7)),
    ),
    _ae("duplicate-provider", "a provider stands on two rows", "organisation_code_unique", spoil.provider_twice),
    _ae("unknown-column", "a column that no year has had", "unknown_column", spoil.columns(_with_ambulances)),
    _ae("missing-column", "the last column is missing", "missing_column", spoil.columns(lambda cells: cells[:-1])),
    _ae(
        "swapped-columns",
        "two names have changed places in the header",
        "column_order",
        spoil.columns(spoil.swapped, has_rows=False),
    ),
    _ae(
        "swapped-figures",
        "the figures of two columns have changed places",
        "over_4h_type1_within_attendances_type1",
        spoil.columns(spoil.swapped, has_header=False),
    ),
    _ae("decimal-count", "a count is 3.7", "not_a_number", spoil.cell(LAST, lambda _: "3.7")),
    _ae("word-for-a-count", "a count is a word", "not_a_number", spoil.cell(LAST, lambda _: "n/a")),
    _ae("blank-count", "a count is blank", "missing_counts", spoil.cell(LAST, lambda _: "")),
    _ae("blank-code", "a provider has no code", "organisation_code_present", spoil.cell(1, lambda _: "")),
    _ae(
        "unknown-region",
        "a region that does not exist",
        "region_known",
        spoil.cell(2, lambda _: "NHS ENGLAND NOWHERE "),
    ),
    _ae("missing-total-row", "the total row is missing", "total_row", spoil.without_total),
    _ae("total-not-matching", "the total row is not the sum of the rows", "not_reconciled", spoil.wrong_total),
    Broken("RTT-broken-wrong-band.csv", "rtt", "a weekly band is wrong", "bands_do_not_add_up", spoil.wrong_band),
    Broken(
        "RTT-broken-specialty-left-out.csv",
        "rtt",
        "C_999 is not the sum of its specialties",
        "specialties_do_not_add_up",
        spoil.without_a_specialty,
    ),
    Broken("RTT-broken-unknown-part.csv", "rtt", "a part that does not exist", "part_known", spoil.unknown_part),
    Broken("MAR-broken-missing-england.csv", "referrals", "England is missing", "total_row", spoil.without_england),
    Broken("MAR-broken-pct-left-out.csv", "referrals", "PCTs do not add up", "not_reconciled", spoil.without_a_pct),
    Broken(
        "ODS-broken-closed-before-opened.csv",
        "organisations",
        "a trust closes before it opens",
        "closed_before_opened",
        spoil.closed_before_opened,
    ),
    Broken(
        "ODS-broken-succeeds-itself.csv",
        "successions",
        "a trust succeeds itself",
        "succeeds_itself",
        spoil.succeeds_itself,
    ),
    Broken(
        "programmes-broken-unknown-approach.csv",
        "programmes",
        "an approach that does not exist",
        "approach_known",
        spoil.register("programmes", ",supportive,", ",laissez-faire,"),
    ),
    Broken(
        "practices-broken-washout.csv",
        "practices",
        "a washout of three years",
        "washout_malformed",
        spoil.register("practices", ",3,", ",36,"),
    ),
    Broken(
        "adoptions-broken-adopted-twice.csv",
        "adoptions",
        "a trust adopts again without having stopped",
        "adopted_twice",
        spoil.adopted_twice,
    ),
    Broken(
        "adoptions-broken-patients.csv", "", "the contacts are patients", "no_patient_data", spoil.patients_as_contacts
    ),
    Broken(
        "eligibility-broken-ends-before-it-begins.csv",
        "eligibility",
        "a trust is eligible until before it was",
        "to_before_from",
        spoil.register("eligibility", ",2025-03", ",2021-03"),
    ),
    Broken(
        "measures-broken-published-name.csv",
        "measures",
        "a local measure bears the name of a published one",
        "name_is_taken",
        spoil.register("measures", "sample_readmissions_30d", "ae_within_4h"),
    ),
    Broken(
        "measure-definitions-broken-target.csv",
        "measure_definitions",
        "the target of a share is written in per cent",
        "target_malformed",
        spoil.register("measure_definitions", ",0.1,", ",10,"),
    ),
)
