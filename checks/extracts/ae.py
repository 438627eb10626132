"""A&E attendances and emergency admissions by provider (collection MSitAE), one file a month."""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import (
    CODE_PATTERN,
    Area,
    Column,
    Extract,
    NamedArea,
    PeerSplit,
)
from checks.contracts.published_months import from_period, from_words
from checks.contracts.rules import (
    complaints_sql,
    in_set,
    is_blank,
    is_unique,
    matches_pattern,
    no_blanks,
    no_negatives,
    not_above,
    not_null,
)
from checks.extracts.ae_layouts import (
    ADMISSIONS,
    ATTENDANCES,
    BOOKED,
    BOOKED_OVER_4H,
    BOOKING,
    KEYS,
    NUMBERED,
    OVER_4H,
    UNBOOKED,
    WAITS,
)
from checks.extracts.ae_measures import MEASURES
from checks.extracts.ae_sheet import (
    BY_PROVIDER,
    BY_PROVIDER_COUNTS,
    SHEET_COLUMNS,
    SHEET_COUNTS,
    SHEET_DOES_NOT_ADD_UP,
    WAITING_COUNTS,
    WAITS_NOT_REPORTED,
)

REGIONS = (
    "NHS ENGLAND LONDON",
    "NHS ENGLAND SOUTH WEST",
    "NHS ENGLAND SOUTH EAST",
    "NHS ENGLAND MIDLANDS",
    "NHS ENGLAND EAST OF ENGLAND",
    "NHS ENGLAND NORTH WEST",
    "NHS ENGLAND NORTH EAST AND YORKSHIRE",
)
REGION_CODES = ("Y56", "Y58", "Y59", "Y60", "Y61", "Y62", "Y63")
SAMPLE_REGIONS = ("NHS ENGLAND SAMPLE NORTH", "NHS ENGLAND SAMPLE MIDDLE", "NHS ENGLAND SAMPLE SOUTH")
SAMPLE_REGION_CODES = ("ZZN", "ZZM", "ZZS")


BLANK = "'blank'"
WAS_LEFT_BLANK = f"{{0}} is null and not ({WAITS_NOT_REPORTED} and '{{0}}' in {WAITING_COUNTS})"


def _read_month(row: Mapping[str, str]) -> str | None:
    period = row.get("period", "")
    return from_period(period, "MSitAE") or from_words(period, "period: ")


def _region_code() -> str:
    pairs = zip((*REGIONS, *SAMPLE_REGIONS), (*REGION_CODES, *SAMPLE_REGION_CODES), strict=True)
    whens = " ".join(f"when '{name}' then '{code}'" for name, code in pairs)
    return f"case region {whens} end"


def _is_total() -> str:
    # test every key cell: publishers write the total in any of them, in any case, even beside a real period
    spelled = " or ".join(f"lower(trim(coalesce({key}, ''))) = 'total'" for key in KEYS)
    return f"{spelled} or (organisation_code = '-' and lower(trim(organisation_name)) = 'england')"


COUNT_COLUMNS = tuple(
    Column(name, "count", description)
    for names, description in (
        (ATTENDANCES, "Unplanned attendances in the month at departments of this type"),
        (BOOKED, "Booked attendances in the month at departments of this type; from August 2020"),
        (OVER_4H, "Unplanned attendances that took more than four hours from arrival"),
        (BOOKED_OVER_4H, "Booked attendances that took more than four hours; from August 2020"),
        (WAITS[:1], "Patients who waited 4 to 12 hours from the decision to admit to admission"),
        (WAITS[1:], "Patients who waited more than 12 hours from the decision to admit to admission"),
        (ADMISSIONS, "Emergency admissions through departments of this type"),
        (("admissions_not_via_ae",), "Emergency admissions by another route than A&E"),
    )
    for name in names
)

EXTRACT = Extract(
    kind="ae",
    title="A&E attendances and emergency admissions",
    source="NHS England, A&E attendances and emergency admissions, monthly",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/ae-waiting-times-and-activity/",
    section="Urgent and emergency care",
    is_published_statistics=True,
    columns=(
        Column("period", "text", "The month as published, 'MSitAE-APRIL-2020'"),
        Column("organisation_code", "code", "ODS code of the provider"),
        Column("parent_name", "text", "NHS England region, before April 2020 with the local team in brackets"),
        Column("organisation_name", "text", "Name of the provider in that month"),
        *COUNT_COLUMNS,
        *SHEET_COLUMNS,
    ),
    layouts=(NUMBERED, UNBOOKED, BOOKING, BY_PROVIDER),
    rules=(
        not_null("period"),
        not_null("organisation_code"),
        not_null("organisation_name"),
        matches_pattern("organisation_code", CODE_PATTERN, "the provider's code is an ODS code"),
        in_set("region", (*REGIONS, *SAMPLE_REGIONS)),
        is_unique("organisation_code"),
        no_blanks(),
        no_negatives(),
        *(not_above(over, seen) for over, seen in zip(OVER_4H, ATTENDANCES, strict=True)),
        *(not_above(over, seen) for over, seen in zip(BOOKED_OVER_4H, BOOKED, strict=True)),
        is_blank(
            "sheet_does_not_add_up",
            "the totals within a row of the workbook's sheet are the sums of their parts",
            "a figure was changed when the sheet was saved: send the workbook as published",
            names_column=True,
        ),
    ),
    read_month=_read_month,
    derived={
        "region": "upper(trim(split_part(parent_name, '(', 1)))",
        "missing_counts": (
            f"case when not_a_number is not null then null when era = '{BOOKING.name}' "
            f"then {complaints_sql(BOOKING.columns[4:], '{0} is null', BLANK)} when era = '{BY_PROVIDER.name}' "
            f"then {complaints_sql(BY_PROVIDER_COUNTS, WAS_LEFT_BLANK, BLANK)} "
            f"else {complaints_sql(UNBOOKED.columns[4:], '{0} is null', BLANK)} end"
        ),
        "negative_counts": complaints_sql((*BOOKING.columns[4:], *SHEET_COUNTS), "{0} < 0"),
        "sheet_does_not_add_up": SHEET_DOES_NOT_ADD_UP,
    },
    derived_from={"region": "parent_name"},
    keep_derived=("region",),
    drop_from_lake=tuple(column.name for column in SHEET_COLUMNS if column.name != "board_name"),
    # the workbook has notes below its table
    is_note=f"era = '{BY_PROVIDER.name}' and organisation_name is null and attendances_total is null",
    is_total=_is_total(),
    must_have_total=True,
    can_hold_several_months=True,
    area=Area("'region'", _region_code(), "region"),
    named_area=NamedArea("ICB", "board_name"),
    # trusts without a major department see shorter waits, so they are compared with each other
    peer_split=PeerSplit("ae_within_4h_type1", "type 1", "department"),
    sort_by=("organisation_code",),
    measures=MEASURES,
)
