"""Cancer waiting times by provider (monthly combined publication), from the standards of October 2023 on.

The sheet lists every subtotal in the same columns: of a cancer type, of a route or stage, of a treatment modality. So
each figure has a row for England, which the rows of the providers are reconciled with, figure by figure. The measures
read the rows of all cancers alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import CODE_PATTERN, Area, Column, Extract, PublishedLayout
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
from checks.extracts.cancer_measures import MEASURES

STANDARDS = ("FDS", "31D", "62D")
ROUTE_HEADER = "Referral Route/Stage"
FIGURE_KEYS = ("standard", "cancer_type", "route_or_stage", "treatment_modality")
HEADLINE_COUNTS = ("total", "within", "after")
BAND_HEADERS = {
    "told_within_14d": "Within 14 days",
    "told_15_to_28d": "In 15 to 28 days",
    "told_29_to_42d": "In 29 to 42 days",
    "told_43_to_62d": "In 43 to 62 days",
    "after_62d": "After 62 days",
    "treated_within_31d": "Within 31 days",
    "treated_32_to_38d": "In 32 to 38 days",
    "treated_39_to_48d": "In 39 to 48 days",
    "treated_49_to_62d": "In 49 to 62 days",
    "treated_63_to_76d": "In 63 to 76 days",
    "treated_77_to_90d": "In 77 to 90 days",
    "treated_91_to_104d": "In 91 to 104 days",
    "treated_after_104d": "After 104 days",
}
COUNTS = (*HEADLINE_COUNTS, *BAND_HEADERS)
PROVIDER_SHEET = PublishedLayout(
    "provider sheet of the combined workbook, from October 2023",
    (
        "Org Code",
        "Region",
        "Org Name",
        "Standard",
        "Cancer Type",
        ROUTE_HEADER,
        "Treatment Modality",
        "Total",
        "Within",
        "After",
        "Performance",
        *BAND_HEADERS.values(),
    ),
    (
        "organisation_code",
        "region",
        "organisation_name",
        *FIGURE_KEYS,
        *HEADLINE_COUNTS,
        "performance",
        *BAND_HEADERS,
    ),
    labels_above=("period",),
    sheets=("Provider Level Performance",),
    # the faster diagnosis standard is about no treatment, so its rows leave the modality blank
    computed={"treatment_modality": "coalesce(treatment_modality, 'ALL MODALITIES')"},
)
REGION_CODES = {
    "London": "Y56",
    "South West": "Y58",
    "South East": "Y59",
    "Midlands": "Y60",
    "East of England": "Y61",
    "North West": "Y62",
    "North East and Yorkshire": "Y63",
    "Sample North": "ZZN",
    "Sample Middle": "ZZM",
    "Sample South": "ZZS",
}
IS_ENGLAND = "coalesce(organisation_code, '') = 'TOTAL'"
# the rows of 62 days have the bands beyond 62 days, and their sum in "After 62 days" as well
BANDS_SQL = (
    " + ".join(f"coalesce({name}, 0)" for name in BAND_HEADERS) + " - if(standard = '62D', coalesce(after_62d, 0), 0)"
)
BLANK = "'blank'"


def _read_month(row: Mapping[str, str]) -> str | None:
    return from_words(row.get("period", ""), "period: ")


def _region_code() -> str:
    whens = " ".join(f"when '{name}' then '{code}'" for name, code in REGION_CODES.items())
    return f"case region {whens} end"


def _band_description(header: str) -> str:
    return f"Patients told or treated: {header[0].lower()}{header[1:]}; blank where the standard has no such band"


EXTRACT = Extract(
    kind="cancer",
    title="Cancer waiting times",
    source="NHS England, cancer waiting times, monthly combined publication",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/cancer-waiting-times/",
    section="Cancer",
    is_published_statistics=True,
    columns=(
        Column("period", "text", "The month as given above the table"),
        Column("organisation_code", "code", "ODS code of the provider; TOTAL for England"),
        Column("region", "text", "NHS England region of the provider"),
        Column("organisation_name", "text", "Name of the provider in that month"),
        Column("standard", "code", "FDS (told within 28 days), 31D (treated within 31 days), 62D (within 62 days)"),
        Column("cancer_type", "text", "Type of cancer, suspected or treated; ALL CANCERS is the sum of them"),
        Column("route_or_stage", "text", "Route of referral (FDS, 62D) or stage of treatment (31D)"),
        Column("treatment_modality", "text", "Kind of treatment; ALL MODALITIES also where none applies"),
        Column("total", "half_count", "Patients told or treated in the month; a half where two providers share one"),
        Column("within", "half_count", "Those within the standard"),
        Column("after", "half_count", "Those not within the standard"),
        Column("performance", "text", "The share within the standard as printed"),
        *(Column(name, "half_count", _band_description(header)) for name, header in BAND_HEADERS.items()),
    ),
    layouts=(PROVIDER_SHEET,),
    rules=(
        not_null("organisation_code"),
        not_null("organisation_name"),
        *(not_null(name) for name in FIGURE_KEYS[:3]),
        matches_pattern("organisation_code", CODE_PATTERN, "the provider's code is an ODS code"),
        in_set("standard", STANDARDS),
        # independent providers that the publisher places in no region are listed under England
        in_set("region", (*REGION_CODES, "England")),
        is_unique("organisation_code", *FIGURE_KEYS),
        no_blanks(),
        no_negatives(),
        is_blank(
            "parts_do_not_add_up",
            "within and after add up to the total, and so do the bands of days",
            "a figure was changed after it was published: send the file as published",
            names_column=True,
        ),
    ),
    read_month=_read_month,
    derived={
        "missing_counts": (
            f"case when not_a_number is null then {complaints_sql(HEADLINE_COUNTS, '{0} is null', BLANK)} end"
        ),
        "negative_counts": complaints_sql(COUNTS, "{0} < 0"),
        "parts_do_not_add_up": (
            "case when not_a_number is not null then null "
            "when within + after <> total then format('total: {} + {} is not {}', within, after, total) "
            f"when {BANDS_SQL} <> total "
            f"then format('total: the bands add up to {{}}, not {{}}', {BANDS_SQL}, total) end"
        ),
    },
    is_subtotal=IS_ENGLAND,
    is_national=IS_ENGLAND,
    # in one copy of April 2023 the providers add up to 214,263 of the 221,594 that are published (96.7%); 90% leaves
    # room for that, and makes no areas from a slice of a few providers
    least_share_of_national=0.9,
    subtotal_layouts=(PROVIDER_SHEET.name,),
    subtotal_group=f"concat_ws(', ', {', '.join(FIGURE_KEYS)})",
    row_group=f"concat_ws(', ', {', '.join(FIGURE_KEYS)})",
    area=Area("'region'", _region_code(), "'NHS ENGLAND ' || upper(region)"),
    sort_by=("organisation_code", *FIGURE_KEYS),
    drop_from_lake=("performance",),
    watched=("total",),
    measures=MEASURES,
)
