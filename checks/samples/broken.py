"""Broken files beside good ones: each is a good sample with exactly one fault, which its name describes.

Each is for a month that also has a good file, so that none hides good data.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from checks.samples import spoil
from checks.samples.spoil import ATTENDANCES, LAST, OVER_4H, Spoil
from checks.samples.world import World, make_world

PROVIDERS = 8
"""One of each of the eight entries in `world.ROLES`, so that the files stay small."""
IN_THE_INBOX = ("AE-broken-truncated.csv", "AE-broken-html-page.csv", "AE-broken-negative-count.csv")


@dataclass(frozen=True)
class BrokenSample:
    """One broken file: its kind (None if of no known kind), its fault in words, and the rule that must find it."""

    name: str
    kind: str
    fault: str
    rule: str
    spoil: Spoil

    def content(self, world: World) -> bytes:
        return self.spoil(world)


def write_broken_samples(folder: Path, seed: int = 2026) -> dict[str, Path]:
    """Write every broken file to the folder; return the path of each by name."""
    world = make_world(PROVIDERS, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for broken in BROKEN_SAMPLES:
        (folder / broken.name).write_bytes(broken.content(world))
    return {broken.name: folder / broken.name for broken in BROKEN_SAMPLES}


def _with_ambulances(cells: list[str]) -> list[str]:
    return [*cells, "Ambulances held over an hour" if cells[0] == "Period" else "0"]


def _broken_ae_month(name: str, fault: str, rule: str, how: Spoil) -> BrokenSample:
    return BrokenSample(f"AE-broken-{name}.csv", "ae", fault, rule, how)


BROKEN_SAMPLES = (
    BrokenSample("AE-broken-html-page.csv", "", "it is a web page", "file_type", spoil.web_page),
    BrokenSample("AE-broken-empty.csv", "", "it holds nothing at all", "not_empty", lambda _: b""),
    _broken_ae_month("header-alone", "it holds no row", "month_told", spoil.header_alone),
    _broken_ae_month("truncated", "it breaks off in the middle of a row", "row_width", spoil.broken_off),
    _broken_ae_month("two-periods", "one row is of another month", "another_month", spoil.two_periods),
    _broken_ae_month(
        "negative-count", "a count is below 0", "negative_counts", spoil.change_cell(LAST, lambda _: "-5")
    ),
    _broken_ae_month(
        "over-4h-above-attendances",
        "more attendances took over four hours than there were",
        "over_4h_type1_within_attendances_type1",
        spoil.change_cell(OVER_4H, lambda cells: str(int(cells[ATTENDANCES]) + 7)),
    ),
    _broken_ae_month(
        "duplicate-provider", "a provider stands on two rows", "organisation_code_unique", spoil.provider_twice
    ),
    _broken_ae_month(
        "unknown-column", "a column that no year has had", "unknown_column", spoil.change_columns(_with_ambulances)
    ),
    _broken_ae_month(
        "missing-column", "the last column is missing", "missing_column", spoil.change_columns(lambda cells: cells[:-1])
    ),
    _broken_ae_month(
        "swapped-columns",
        "two names have changed places in the header",
        "column_order",
        spoil.change_columns(spoil.swap_columns, has_rows=False),
    ),
    _broken_ae_month(
        "swapped-figures",
        "the figures of two columns have changed places",
        "over_4h_type1_within_attendances_type1",
        spoil.change_columns(spoil.swap_columns, has_header=False),
    ),
    _broken_ae_month("decimal-count", "a count is 3.7", "not_a_number", spoil.change_cell(LAST, lambda _: "3.7")),
    _broken_ae_month("word-for-a-count", "a count is a word", "not_a_number", spoil.change_cell(LAST, lambda _: "n/a")),
    _broken_ae_month("blank-count", "a count is blank", "missing_counts", spoil.change_cell(LAST, lambda _: "")),
    _broken_ae_month(
        "blank-code", "a provider has no code", "organisation_code_present", spoil.change_cell(1, lambda _: "")
    ),
    _broken_ae_month(
        "unknown-region",
        "a region that does not exist",
        "region_known",
        spoil.change_cell(2, lambda _: "NHS ENGLAND NOWHERE "),
    ),
    _broken_ae_month("missing-total-row", "the total row is missing", "total_row", spoil.without_total),
    _broken_ae_month(
        "total-not-matching", "the total row is not the sum of the rows", "not_reconciled", spoil.wrong_total
    ),
    BrokenSample("RTT-broken-wrong-band.csv", "rtt", "a weekly band is wrong", "bands_do_not_add_up", spoil.wrong_band),
    BrokenSample(
        "RTT-broken-specialty-left-out.csv",
        "rtt",
        "C_999 is not the sum of its specialties",
        "specialties_do_not_add_up",
        spoil.without_a_specialty,
    ),
    BrokenSample("RTT-broken-unknown-part.csv", "rtt", "a part that does not exist", "part_known", spoil.unknown_part),
    BrokenSample(
        "MAR-broken-missing-england.csv", "referrals", "England is missing", "total_row", spoil.without_england
    ),
    BrokenSample(
        "MAR-broken-pct-left-out.csv", "referrals", "PCTs do not add up", "not_reconciled", spoil.without_a_pct
    ),
    BrokenSample(
        "ODS-broken-closed-before-opened.csv",
        "organisations",
        "a trust closes before it opens",
        "closed_before_opened",
        spoil.closed_before_opened,
    ),
    BrokenSample(
        "ODS-broken-succeeds-itself.csv",
        "successions",
        "a trust succeeds itself",
        "succeeds_itself",
        spoil.succeeds_itself,
    ),
    BrokenSample(
        "programmes-broken-unknown-approach.csv",
        "programmes",
        "an approach that does not exist",
        "approach_known",
        spoil.change_register("programmes", ",supportive,", ",laissez-faire,"),
    ),
    BrokenSample(
        "practices-broken-washout.csv",
        "practices",
        "a washout of three years",
        "washout_malformed",
        spoil.change_register("practices", ",3,", ",36,"),
    ),
    BrokenSample(
        "adoptions-broken-adopted-twice.csv",
        "adoptions",
        "a trust adopts again without having stopped",
        "adopted_twice",
        spoil.adopted_twice,
    ),
    BrokenSample(
        "adoptions-broken-patients.csv", "", "the contacts are patients", "no_patient_data", spoil.patients_as_contacts
    ),
    BrokenSample(
        "eligibility-broken-ends-before-it-begins.csv",
        "eligibility",
        "a trust is eligible until before it was",
        "to_before_from",
        spoil.change_register("eligibility", ",2025-03", ",2021-03"),
    ),
    BrokenSample(
        "measures-broken-published-name.csv",
        "measures",
        "a local measure bears the name of a published one",
        "name_is_taken",
        spoil.change_register("measures", "sample_readmissions_30d", "ae_within_4h"),
    ),
    BrokenSample(
        "measure-definitions-broken-target.csv",
        "measure_definitions",
        "the target of a share is written in per cent",
        "target_malformed",
        spoil.change_register("measure_definitions", ",0.1,", ",10,"),
    ),
)
