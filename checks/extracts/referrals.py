"""Referrals: the Monthly Activity Return by PCT and SHA (2008-13), and the Monthly Referral Return (2020-24)."""

from __future__ import annotations

from collections.abc import Mapping

from checks.contracts.contract import CODE_PATTERN, Area, Column, Extract, Measure, Severity
from checks.contracts.published_months import from_fiscal_year, from_period
from checks.contracts.rules import complaints_sql, is_blank, is_unique, matches_pattern, no_negatives, not_null
from checks.extracts.referrals_activity import (
    BY_PCT_2008,
    BY_PCT_2009,
    BY_PCT_2010,
    BY_SHA,
    IS_SHA_LAYOUT,
)
from checks.extracts.referrals_return import (
    BOARD_KIND,
    BY_COMMISSIONER,
    BY_PROVIDER,
    IS_BY_COMMISSIONER,
    RESAVED,
    RESAVED_SNAKE,
    RETURN_COLUMNS,
)

COUNTS = {
    "elective_ordinary": "Elective ordinary admissions, general and acute (first finished consultant episodes)",
    "elective_daycase": "Elective day cases, general and acute",
    "elective_total": "Elective admissions, general and acute",
    "planned_ordinary": "Planned ordinary admissions, general and acute",
    "planned_daycase": "Planned day cases, general and acute",
    "planned_total": "Planned admissions, general and acute",
    "istc_admissions": "Elective admissions at independent sector treatment centres; until March 2010",
    "treatment_centre_admissions": "Elective admissions at NHS treatment centres",
    "non_elective_total": "Non-elective admissions, general and acute",
    "gp_referrals_made_all": "Written referrals by GPs to a first consultant outpatient appointment, all specialties",
    "gp_referrals_seen_all": "First outpatient attendances that followed a GP's referral, all specialties",
    "gp_referrals_made_ga": "Written referrals by GPs, general and acute (MRR: specific acute)",
    "gp_referrals_seen_ga": "First outpatient attendances that followed a GP's referral, general and acute",
    "other_referrals_made_ga": "Referrals by others than GPs, general and acute (MRR: specific acute)",
    "first_attendances_ga": "First outpatient attendances, general and acute",
    "other_referrals_made_all": "Referrals by others than GPs, all specialties (MRR only)",
}
# the National Commissioning Group is listed among the SHAs and again among the PCTs, there under London (2010-11) or
# under no SHA (2011-12); London's own row does not include it
IS_NATIONAL = "'YDD82' in (coalesce(organisation_code, ''), coalesce(sha_code, ''))"
IS_ENGLAND = (
    "lower(trim(coalesce(organisation_name, sha_name, ''))) = 'england' "
    "and organisation_code is null and sha_code is null and region_code is null"
)


def _read_month(row: Mapping[str, str]) -> str | None:
    if "period" not in row:
        return None
    return from_period(row["period"], "MRR") or from_fiscal_year(row.get("year", ""), row["period"])


EXTRACT = Extract(
    kind="referrals",
    title="Referrals and admissions (MAR, MRR)",
    source="Department of Health and NHS England, Monthly Activity Return and Monthly Referral Return",
    source_url="https://www.england.nhs.uk/statistics/statistical-work-areas/hospital-activity/monthly-hospital-activity/",
    section="Referrals",
    is_published_statistics=True,
    columns=(
        Column("year", "text", "Financial year as published, '2008-09'; the annual MRR has it in the period"),
        Column("period", "text", "Month as published, 'APRIL'; 'MRR-April-2023' in the annual MRR"),
        Column("sha_code", "code", "ODS code of the strategic health authority"),
        Column("sha_name", "text", "Name of the strategic health authority"),
        Column("region_code", "code", "ODS code of the region (MRR)"),
        Column("region_name", "text", "Name of the region (MRR)"),
        Column("organisation_code", "code", "ODS code of the PCT (MAR) or provider (MRR)"),
        Column("organisation_name", "text", "Name of the PCT or provider"),
        *RETURN_COLUMNS,
        *(Column(name, "count", description) for name, description in COUNTS.items()),
    ),
    layouts=(BY_PCT_2008, BY_PCT_2009, BY_PCT_2010, BY_SHA, BY_PROVIDER, BY_COMMISSIONER, RESAVED, RESAVED_SNAKE),
    rules=(
        not_null("row_year"),
        not_null("period"),
        not_null("row_organisation"),
        not_null("row_organisation_name"),
        matches_pattern("row_organisation", CODE_PATTERN, "the organisation's code is an ODS code"),
        not_null("row_commissioner"),
        # with the period, so that rows of another month are not reported as repeated too
        is_unique("row_organisation", "row_commissioner", "period"),
        no_negatives(),
        not_null("gp_referrals_made_all"),
        is_blank(
            "general_acute_exceeds_all",
            "GP referrals made in general and acute specialties are within those of all specialties",
            "the published returns hold such rows, so they are taken as they are and told",
            Severity.WARNING,
        ),
    ),
    read_month=_read_month,
    month_columns=("year", "period"),
    derived={
        "row_year": f"case when {IS_BY_COMMISSIONER} then period else year end",
        "row_commissioner": f"case when {IS_BY_COMMISSIONER} then commissioner_code else 'every commissioner' end",
        "row_organisation": f"case when {IS_SHA_LAYOUT} then sha_code else organisation_code end",
        "row_organisation_name": f"case when {IS_SHA_LAYOUT} then sha_name else organisation_name end",
        "negative_counts": complaints_sql(tuple(COUNTS), "{0} < 0"),
        "general_acute_exceeds_all": (
            "case when gp_referrals_made_ga > gp_referrals_made_all "
            "then format('{} of {}', gp_referrals_made_ga, gp_referrals_made_all) end"
        ),
    },
    derived_from={
        "row_year": "year",
        "row_commissioner": "commissioner_code",
        "row_organisation": "organisation_code",
        "row_organisation_name": "organisation_name",
        "general_acute_exceeds_all": "gp_referrals_made_ga",
    },
    is_total=IS_ENGLAND,
    is_subtotal=(
        f"era like 'MAR by PCT%' and sha_code is null and organisation_code is not null and not ({IS_ENGLAND}) "
        f"and not ({IS_NATIONAL} and row > min(row) over (partition by organisation_code))"
    ),
    is_note="lower(coalesce(year, '')) like 'note%' or lower(coalesce(year, '')) like 'source%'",
    must_have_total=True,
    can_hold_several_months=True,
    # the publisher's own totals of June and July 2009 differ from the rows by up to 3
    total_tolerance=5,
    subtotal_layouts=(BY_PCT_2008.name, BY_PCT_2009.name, BY_PCT_2010.name),
    subtotal_group="organisation_code",
    row_group=f"case when {IS_NATIONAL} then organisation_code else sha_code end",
    dash_is_zero=True,
    organisation=f"case when {IS_SHA_LAYOUT} then sha_code else organisation_code end",
    organisation_name=f"case when {IS_SHA_LAYOUT} then sha_name else organisation_name end",
    organisation_kind=(
        f"case when {IS_NATIONAL} then 'PCT' when {IS_SHA_LAYOUT} then 'SHA' "
        "when era like 'MAR by PCT%' then 'PCT' else 'provider' end"
    ),
    area=Area(
        f"case when {IS_BY_COMMISSIONER} then {BOARD_KIND} "
        f"when era = '{BY_PROVIDER.name}' then 'region' else 'SHA' end",
        f"case when not {IS_NATIONAL} then coalesce(sha_code, region_code, board_code) end",
        "coalesce(sha_name, region_name, board_name)",
    ),
    sort_by=("organisation_code", "commissioner_code"),
    measures=(
        Measure(
            name="gp_referrals",
            title="GP referrals made",
            unit="count",
            direction="neutral",
            description=(
                "Written referrals by GPs to a first consultant-led outpatient appointment, all specialties: by PCT "
                "and SHA from April 2008 to March 2013 (MAR), by provider from June 2020 to March 2024 (MRR)."
            ),
            numerator="gp_referrals_made_all",
            noun="referrals",
        ),
        Measure(
            name="other_referrals",
            title="Other referrals made",
            unit="count",
            direction="neutral",
            description=(
                "Referrals by others than GPs to a first consultant-led outpatient appointment: general and acute "
                "specialties in the MAR (2008 to 2013), all specialties in the MRR (2020 to 2024): not one series."
            ),
            numerator="coalesce(other_referrals_made_all, other_referrals_made_ga)",
            noun="referrals",
        ),
        Measure(
            name="gp_referrals_ga",
            title="GP referrals made, general and acute",
            unit="count",
            direction="neutral",
            description=(
                "Written referrals by GPs to a first consultant-led outpatient appointment in general and acute "
                "specialties (MAR), specific acute ones (MRR)."
            ),
            numerator="gp_referrals_made_ga",
            noun="referrals",
        ),
        Measure(
            name="other_referrals_ga",
            title="Other referrals made, general and acute",
            unit="count",
            direction="neutral",
            description=(
                "Referrals by others than GPs to a first consultant-led outpatient appointment in general and acute "
                "specialties (MAR), specific acute ones (MRR)."
            ),
            numerator="other_referrals_made_ga",
            noun="referrals",
        ),
    ),
)
