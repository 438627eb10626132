"""Diagnostic waiting times and activity (DM01): the full extract, one file a month.

No whole file is available (`dm01_layout.py`). What follows was reported by users of the files: in March 2026 every
row's bands and every group's tests added up (149,056 rows, 9,316 groups). The rules ask for the same, so a file that
breaks it is quarantined.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import CODE_PATTERN, Area, Column, Extract, Measure, Severity
from checks.contracts.published_months import from_period
from checks.contracts.rules import complaints_sql, in_set, is_blank, is_unique, matches_pattern, no_negatives, not_null
from checks.extracts.dm01_layout import ACTIVITY, BANDS, COUNTS, FULL_EXTRACT

WITHIN_6_WEEKS = BANDS[:6]
TESTS = (
    "AUDIOLOGY_ASSESSMENTS",
    "BARIUM_ENEMA",
    "COLONOSCOPY",
    "CT",
    "CYSTOSCOPY",
    "DEXA_SCAN",
    "ECHOCARDIOGRAPHY",
    "ELECTROPHYSIOLOGY",
    "FLEXI_SIGMOIDOSCOPY",
    "GASTROSCOPY",
    "MRI",
    "NON_OBSTETRIC_ULTRASOUND",
    "PERIPHERAL_NEUROPHYS",
    "SLEEP_STUDIES",
    "URODYNAMICS",
)
IS_TOTAL_OF_TESTS = "coalesce(test, '') = 'TOTAL'"
PROVIDER_AND_COMMISSIONER = "concat_ws(', ', organisation_code, commissioner_code)"
IS_ENGLISH = "commissioner_code <> 'NONC'"
LIST_NOUN = "waits"


def _sum_sql(columns: tuple[str, ...]) -> str:
    return "(" + " + ".join(f"coalesce({column}, 0)" for column in columns) + ")"


def _read_month(row: Mapping[str, str]) -> str | None:
    return from_period(row["period"], "DM01")


def _band_description(week: int) -> str:
    return f"Waits of {week} to less than {week + 1} weeks" if week else "Waits of less than a week"


EXTRACT = Extract(
    kind="dm01",
    title="Diagnostic waiting times and activity",
    source="NHS England, diagnostics waiting times and activity (DM01), full extract, monthly",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/diagnostics-waiting-times-and-activity/",
    section="Diagnostics",
    is_published_statistics=True,
    columns=(
        Column("period", "text", "The month as published, 'DM01-MAY-2026'"),
        Column("parent_code", "code", "ODS code of the provider's integrated care board"),
        Column("parent_name", "text", "Name of the provider's integrated care board"),
        Column("organisation_code", "code", "ODS code of the provider"),
        Column("organisation_name", "text", "Name of the provider in that month"),
        Column("commissioner_parent_code", "code", "ODS code of the commissioner's parent"),
        Column("commissioner_parent_name", "text", "Name of the commissioner's parent"),
        Column("commissioner_code", "code", "ODS code of the commissioner"),
        Column("commissioner_name", "text", "Name of the commissioner"),
        Column("sort_order", "text", "The publisher's order of tests; 16 is their total"),
        Column("test", "code", "Diagnostic test; TOTAL is the sum of the others"),
        *(Column(name, "count", _band_description(week)) for week, name in enumerate(BANDS[:13])),
        Column("weeks_13_and_over", "count", "Waits of 13 weeks or more"),
        Column("waiting_list", "count", "All who are waiting at the month's end"),
        Column("waiting_list_activity", "count", "Tests done in the month from the waiting list"),
        Column("planned_activity", "count", "Planned tests done in the month: repeated or surveillance"),
        Column("unscheduled_activity", "count", "Tests done in the month without a wait, such as emergencies"),
        Column("total_activity", "count", "All tests done in the month"),
    ),
    layouts=(FULL_EXTRACT,),
    rules=(
        not_null("period"),
        not_null("organisation_code"),
        not_null("commissioner_code"),
        not_null("test"),
        not_null("waiting_list"),
        not_null("total_activity"),
        matches_pattern("organisation_code", CODE_PATTERN, "the provider's code is an ODS code"),
        is_unique("organisation_code", "commissioner_code", "test"),
        no_negatives(),
        is_blank(
            "bands_do_not_add_up",
            "the weekly bands add up to the waiting list",
            "a band or the list is wrong: correct the row at its source",
        ),
        is_blank(
            "activity_does_not_add_up",
            "activity from the list, planned and unscheduled adds up to all activity",
            "one of them is wrong: correct the row at its source",
        ),
        # a test that is new counts with the others; a subtotal would not add up to the row TOTAL
        in_set("test", TESTS, Severity.WARNING),
    ),
    read_month=_read_month,
    derived={
        "negative_counts": complaints_sql(COUNTS, "{0} < 0"),
        "bands_do_not_add_up": (
            f"case when {_sum_sql(BANDS)} <> waiting_list then format('bands add up to {{}}', {_sum_sql(BANDS)}) end"
        ),
        "activity_does_not_add_up": (
            f"case when {_sum_sql(ACTIVITY)} <> total_activity "
            f"then format('parts add up to {{}}', {_sum_sql(ACTIVITY)}) end"
        ),
    },
    derived_from={
        "bands_do_not_add_up": "waiting_list",
        "activity_does_not_add_up": "total_activity",
    },
    # TOTAL is a row of each provider and commissioner; one without either would be the file's own total
    is_total=f"{IS_TOTAL_OF_TESTS} and organisation_code is null and commissioner_code is null",
    is_subtotal=IS_TOTAL_OF_TESTS,
    # every row of the published file gives its month
    can_hold_several_months=True,
    subtotal_group=PROVIDER_AND_COMMISSIONER,
    row_group=PROVIDER_AND_COMMISSIONER,
    area=Area("'ICB'", "parent_code", "parent_name"),
    sort_by=("organisation_code", "test", "commissioner_code"),
    drop_from_lake=("period", "sort_order", "commissioner_parent_name"),
    # single weekly bands of a provider leap every month, so watch only the totals
    watched=("waiting_list", "total_activity"),
    measures=(
        Measure(
            name="dm01_within_6w",
            title="Waits of less than six weeks for a diagnostic test",
            unit="share",
            direction="increase",
            description=(
                "Waits at the month's end of less than six weeks for one of 15 key diagnostic tests, over all waits "
                "for them, commissioner NONC left out. The standard is that less than 1% wait six weeks or more."
            ),
            numerator=_sum_sql(WITHIN_6_WEEKS),
            denominator=_sum_sql(BANDS),
            where=IS_ENGLISH,
            noun=LIST_NOUN,
            beside="p_prime",
            is_at_month_end=True,
            for_patients="people on the waiting list for a test or scan had waited less than 6 weeks",
        ),
        Measure(
            name="dm01_over_13w",
            title="Waits of 13 weeks or more for a diagnostic test",
            unit="count",
            direction="decrease",
            description=(
                "Waits at the month's end of 13 weeks or more for one of 15 key diagnostic tests, commissioner NONC "
                "left out."
            ),
            numerator="coalesce(weeks_13_and_over, 0)",
            where=IS_ENGLISH,
            noun=LIST_NOUN,
            is_at_month_end=True,
        ),
        Measure(
            name="dm01_waiting",
            title="Waits for a diagnostic test",
            unit="count",
            direction="decrease",
            description="Waits at the month's end for one of 15 key diagnostic tests, commissioner NONC left out.",
            numerator="waiting_list",
            where=IS_ENGLISH,
            noun=LIST_NOUN,
            is_at_month_end=True,
        ),
        Measure(
            name="dm01_activity",
            title="Diagnostic tests done",
            unit="count",
            direction="neutral",
            description=(
                "Tests of 15 key kinds done in the month: from the waiting list, planned and unscheduled, commissioner "
                "NONC left out."
            ),
            numerator="total_activity",
            where=IS_ENGLISH,
            noun="tests",
        ),
    ),
)
