"""Referral to treatment (RTT) waiting times: the full extract, one file a month."""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import CODE_PATTERN, Area, Column, Extract, Services, Severity
from checks.contracts.published_months import from_fiscal_year, from_period
from checks.contracts.rules import at_least, in_set, is_blank, is_unique, matches_pattern, not_null
from checks.extracts.rtt_layouts import (
    BANDS,
    BANDS_53,
    BANDS_105,
    JULY_2016,
    OPEN_52,
    TAIL,
    YEAR_AND_MONTH,
)
from checks.extracts.rtt_measures import ALL_SPECIALTIES, EVERY_BAND, MEASURES, sum_bands_sql

PARTS = ("Part_1A", "Part_1B", "Part_2", "Part_2A", "Part_3")


def _read_month(row: Mapping[str, str]) -> str | None:
    return from_period(row["period"], "RTT") or from_fiscal_year(row.get("year", ""), row["period"])


IS_EARLY = f"era in ('{YEAR_AND_MONTH.name}', '{JULY_2016.name}')"
GROUP = "partition by organisation_code, commissioner_code, part"
_DETAIL = f"filter (treatment_function_code <> '{ALL_SPECIALTIES}') over ({GROUP})"


EXTRACT = Extract(
    kind="rtt",
    title="Referral to treatment waiting times",
    source="NHS England, RTT waiting times, full CSV extract, monthly",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/rtt-waiting-times/",
    section="Planned care",
    is_published_statistics=True,
    terms={
        "Incomplete pathway": "A referral-to-treatment wait that is still running when the month ends.",
        "New RTT period": "A clock that started in the month.",
    },
    columns=(
        Column("year", "text", "Financial year as published, '2016-17'; until September 2017"),
        Column("period", "text", "The month as published, 'RTT-January-2026'; 'JANUARY' until September 2017"),
        Column(
            "parent_code",
            "code",
            "ODS code of the provider's integrated care board, or of its region before there were boards",
        ),
        Column("parent_name", "text", "Name of the provider's integrated care board, or region"),
        Column("organisation_code", "code", "ODS code of the provider"),
        Column("organisation_name", "text", "Name of the provider in that month"),
        Column("commissioner_parent_code", "code", "ODS code of the commissioner's parent; blank for hubs and NONC"),
        Column("commissioner_parent_name", "text", "Name of the commissioner's parent"),
        Column("commissioner_code", "code", "ODS code of the commissioner; NONC is non-English commissioners"),
        Column("commissioner_name", "text", "Name of the commissioner; blank or '#N/A' for NONC"),
        Column(
            "part",
            "text",
            "1A admitted and 1B non-admitted clock stops, 2 incomplete, 2A of these with a decision to admit, 3 new",
        ),
        Column("part_name", "text", "The part in words"),
        Column("treatment_function_code", "code", "Specialty; C_999 is the total of the others"),
        Column("treatment_function_name", "text", "Name of the specialty"),
        *(
            Column(name, "count", f"Pathways of more than {i} and up to {i + 1} weeks")
            for i, name in enumerate(BANDS[:104])
        ),
        Column(BANDS[104], "count", "Pathways of more than 104 weeks"),
        Column(OPEN_52, "count", "Pathways of more than 52 weeks, until March 2021 the last band"),
        Column("total_known_start", "count", "Completed pathways with a known clock start (parts 1A and 1B)"),
        Column("unknown_start", "count", "Completed pathways without a known clock start (parts 1A and 1B)"),
        Column("total_all", "count", "All pathways of the row"),
    ),
    layouts=(YEAR_AND_MONTH, JULY_2016, BANDS_53, BANDS_105),
    rules=(
        not_null("period"),
        not_null("organisation_code"),
        not_null("commissioner_code"),
        not_null("total_all"),
        matches_pattern("organisation_code", CODE_PATTERN, "the provider's code is an ODS code"),
        in_set("part", PARTS),
        matches_pattern("treatment_function_code", r"^[CX]_?[0-9]{2,3}$", "the specialty's code is C_nnn or Xnn"),
        is_unique("organisation_code", "commissioner_code", "part", "treatment_function_code"),
        at_least("smallest_count"),
        is_blank(
            "bands_do_not_add_up",
            "the weekly bands add up to the row's total",
            "a band or the total is wrong: correct the row at its source",
        ),
        is_blank(
            "unknown_start_misplaced",
            "unknown clock starts are in parts 1A and 1B only, and with the bands add up to the total",
            "correct the total or the unknown clock starts of the row",
        ),
        is_blank(
            "specialties_do_not_add_up",
            "the all-specialties row C_999 is there once beside its specialties and is their sum",
            "rows are missing or repeated: send the whole extract again",
        ),
        is_blank(
            "decisions_exceed_waiting",
            "pathways with a decision to admit (2A) are within the incomplete pathways (2)",
            "ask the provider; the file is taken as it is",
            Severity.WARNING,
        ),
    ),
    read_month=_read_month,
    month_columns=("year", "period"),
    derived={
        "smallest_count": f"least({', '.join((*EVERY_BAND, *TAIL))})",
        "bands_total": sum_bands_sql(EVERY_BAND),
        # a checksum of the bands: moving a pathway to another band changes it
        "weeks_waited": "(" + " + ".join(f"{at} * coalesce({band}, 0)" for at, band in enumerate(EVERY_BAND)) + ")",
        "bands_do_not_add_up": (
            "case when part <> 'Part_3' and bands_total <> "
            "case when part in ('Part_1A', 'Part_1B') then coalesce(total_known_start, 0) else total_all end "
            "then format('bands add up to {}', bands_total) end"
        ),
        "unknown_start_misplaced": (
            "case when part in ('Part_1A', 'Part_1B') and "
            "coalesce(total_known_start, 0) + coalesce(unknown_start, 0) <> total_all "
            "then format('known + unknown is {}', coalesce(total_known_start, 0) + coalesce(unknown_start, 0)) "
            "when part not in ('Part_1A', 'Part_1B') and coalesce(unknown_start, 0) <> 0 "
            "then format('{} unknown starts', unknown_start) end"
        ),
        "specialties_do_not_add_up": (
            f"case when treatment_function_code = '{ALL_SPECIALTIES}' "
            f"and coalesce(sum(total_all) {_DETAIL}, 0) <> total_all "
            f"then format('specialties add up to {{}}', coalesce(sum(total_all) {_DETAIL}, 0)) "
            f"when treatment_function_code = '{ALL_SPECIALTIES}' "
            f"and coalesce(sum(weeks_waited) {_DETAIL}, 0) <> weeks_waited "
            "then 'the weekly bands of the specialties add up to other bands' "
            f"when count(*) filter (treatment_function_code = '{ALL_SPECIALTIES}') over ({GROUP}) = 0 "
            "then 'no C_999 row' end"
        ),
        "decisions_exceed_waiting": (
            "case when part = 'Part_2A' and total_all > coalesce(max(case when part = 'Part_2' then total_all end) "
            "over (partition by organisation_code, commissioner_code, treatment_function_code), 0) "
            "then format('{} with a decision to admit', total_all) end"
        ),
    },
    derived_from={
        "bands_do_not_add_up": "total_all",
        "unknown_start_misplaced": "unknown_start",
        "specialties_do_not_add_up": "treatment_function_code",
        "decisions_exceed_waiting": "total_all",
    },
    area=Area(f"case when {IS_EARLY} then 'region' else 'ICB' end", "parent_code", "parent_name"),
    sort_by=("part", "organisation_code", "treatment_function_code", "commissioner_code"),
    drop_from_lake=("year", "period", "part_name", "commissioner_parent_name"),
    # single weekly bands of a provider leap every month, so watch only the total
    watched=("total_all",),
    measures=MEASURES,
    services=Services(
        noun="specialty",
        plural="specialties",
        code="treatment_function_code",
        title="treatment_function_name",
        is_whole=f"treatment_function_code = '{ALL_SPECIALTIES}'",
    ),
)
