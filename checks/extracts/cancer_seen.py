"""Referrals seen for suspected cancer, by provider: a sheet of the monthly combined workbook of cancer waiting times.

It has what the two-week wait was measured with, which was a standard until September 2023. Each figure is there twice,
by provider and by commissioner; England's rows are those of the providers.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import CODE_PATTERN, Column, Extract, Measure, PublishedLayout
from checks.contracts.published_months import from_words
from checks.contracts.rules import (
    complaints_sql,
    in_set,
    is_blank,
    is_unique,
    matches_pattern,
    no_blanks,
    no_negatives,
    not_null,
)

SUSPECTED = "Urgent Suspected Cancer referral"
ITEMS = (SUSPECTED, "Urgent Breast Symptomatic referral")
FIGURE_KEYS = ("item", "cancer_type")
BAND_HEADERS = {
    "within_14d": "Within 14 days",
    "in_15_to_16d": "In 15 to 16 days",
    "in_17_to_21d": "In 17 to 21 days",
    "in_22_to_28d": "In 22 to 28 days",
    "after_28d": "After 28 days",
}
COUNTS = ("total", *BAND_HEADERS)
# without the name of its sheet: in the combined workbook, Provider Level Performance is the sheet that is read
SEEN_SHEET = PublishedLayout(
    "Referrals Seen, sheet of the combined workbook",
    (
        "Org Code",
        "System / Provider",
        "Basis",
        "Item",
        "Cancer Type",
        "Referral Reason",
        "Total",
        *BAND_HEADERS.values(),
    ),
    ("organisation_code", "organisation_name", "basis", *FIGURE_KEYS, "referral_reason", *COUNTS),
    labels_above=("period",),
)
IS_ENGLAND = "coalesce(organisation_code, '') = 'TOTAL'"
BANDS_SQL = " + ".join(f"coalesce({name}, 0)" for name in BAND_HEADERS)
ALL_SUSPECTED = f"item = '{SUSPECTED}' and upper(cancer_type) = 'ALL CANCERS'"
BLANK = "'blank'"


def _read_month(row: Mapping[str, str]) -> str | None:
    return from_words(row.get("period", ""), "period: ")


EXTRACT = Extract(
    kind="cancer_seen",
    title="Referrals seen for suspected cancer",
    source="NHS England, cancer waiting times, monthly combined publication",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/cancer-waiting-times/",
    section="Cancer",
    is_published_statistics=True,
    columns=(
        Column("period", "text", "The month as given above the table"),
        Column("organisation_code", "code", "ODS code of the provider; TOTAL for England"),
        Column("organisation_name", "text", "Name of the provider in that month"),
        Column(
            "basis", "text", "Provider, or Commissioner for the same patients by their board; those rows are left out"
        ),
        Column("item", "text", "Urgent referral for suspected cancer, or for breast symptoms"),
        Column("cancer_type", "text", "Type of suspected cancer; ALL CANCERS is the sum of them"),
        Column("referral_reason", "text", "Filled for breast symptoms alone"),
        Column("total", "count", "Patients first seen in the month after such a referral"),
        *(
            Column(name, "count", f"Patients first seen: {header[0].lower()}{header[1:]} of the referral")
            for name, header in BAND_HEADERS.items()
        ),
    ),
    layouts=(SEEN_SHEET,),
    rules=(
        not_null("organisation_code"),
        not_null("organisation_name"),
        not_null("item"),
        not_null("cancer_type"),
        matches_pattern("organisation_code", CODE_PATTERN, "the provider's code is an ODS code"),
        in_set("basis", ("Provider",)),
        in_set("item", ITEMS),
        is_unique("organisation_code", *FIGURE_KEYS),
        no_blanks(),
        no_negatives(),
        is_blank(
            "bands_do_not_add_up",
            "the bands of days add up to the total",
            "a figure was changed after it was published: send the file as published",
        ),
    ),
    read_month=_read_month,
    derived={
        "missing_counts": (f"case when not_a_number is null then {complaints_sql(COUNTS, '{0} is null', BLANK)} end"),
        "negative_counts": complaints_sql(COUNTS, "{0} < 0"),
        "bands_do_not_add_up": (
            f"case when {BANDS_SQL} <> total then format('bands add up to {{}}, not {{}}', {BANDS_SQL}, total) end"
        ),
    },
    derived_from={
        "bands_do_not_add_up": "total",
    },
    # boards are counted by where patients live, providers by where they are seen
    is_note="basis = 'Commissioner'",
    is_subtotal=IS_ENGLAND,
    is_national=IS_ENGLAND,
    # in January 2026 the rows add up to England's; 90% as for the other sheets of this publication
    least_share_of_national=0.9,
    subtotal_layouts=(SEEN_SHEET.name,),
    subtotal_group=f"concat_ws(', ', {', '.join(FIGURE_KEYS)})",
    row_group=f"concat_ws(', ', {', '.join(FIGURE_KEYS)})",
    sort_by=("organisation_code", *FIGURE_KEYS),
    drop_from_lake=("basis", "referral_reason"),
    watched=("total",),
    measures=(
        Measure(
            name="cancer_two_week_wait",
            title="Suspected cancer seen within two weeks of referral",
            unit="share",
            direction="increase",
            description=(
                "Patients first seen within 14 days of an urgent referral for suspected cancer, over all who were "
                "first seen in the month after one. The standard of 93% ended in September 2023."
            ),
            numerator="within_14d",
            denominator="total",
            where=ALL_SUSPECTED,
            noun="patients seen",
            beside="p_prime",
        ),
        Measure(
            name="cancer_referrals_seen",
            title="Patients first seen for suspected cancer",
            unit="count",
            direction="neutral",
            description="Patients first seen in the month after an urgent referral for suspected cancer.",
            numerator="total",
            where=ALL_SUSPECTED,
            noun="patients seen",
        ),
    ),
)
