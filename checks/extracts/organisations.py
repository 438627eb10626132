"""Organisations: ODS files (27 fields, no header), the System Mapping of providers to boards, or a local list."""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout, RegisterAge
from checks.contracts.register_dates import (
    COMPACT_DAY,
    DAY,
    DateColumn,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null
from checks.extracts.ods_files import ODS, ODS_CODES_UNKNOWN_SQL, UNUSED_COLUMNS

REGION_CODES = {
    "London": "Y56",
    "South West": "Y58",
    "South East": "Y59",
    "Midlands": "Y60",
    "East of England": "Y61",
    "North West": "Y62",
    "North East and Yorkshire": "Y63",
}
_REGION = "replace(region_name, ' Commissioning Region', '')"
_REGION_WHENS = " ".join(f"when '{name}' then '{code}'" for name, code in REGION_CODES.items())
MAPPING = PublishedLayout(
    "System Mapping",
    ("Code", "Name", "ICB Code", "ICB Name", "Region Name"),
    ("organisation", "name", "icb", "icb_name", "region_name"),
    # it lists those that report attendances: walk-in centres among them have codes of GP practices
    computed={"kind": "'provider'", "region": f"case {_REGION} {_REGION_WHENS} end"},
)
LOCAL = PublishedLayout(
    "local list",
    ("organisation", "name", "kind", "area", "area_kind", "opened", "closed"),
    ("organisation", "name", "kind", "area", "area_kind", "opened_text", "closed_text"),
)
EARLIEST = "1900-01-01"
"""Some systems write this day where they do not know when an organisation was opened."""
_DATES = tuple(
    DateColumn(name, (COMPACT_DAY, DAY), is_required=False, earliest=EARLIEST)
    for name in ("opened_text", "closed_text")
)
_OPENED, _CLOSED = (column.date_sql() for column in _DATES)

EXTRACT = Extract(
    kind="organisations",
    title="Organisations",
    source="NHS England, Organisation Data Service (ODS)",
    source_url="https://digital.nhs.uk/services/organisation-data-service",
    section="Registers",
    columns=(
        Column("organisation", "code", "ODS code"),
        Column("name", "text", "Name"),
        Column("kind", "text", "provider, site, GP practice, CCG, PCT, ICB, SHA or region; other in an ODS file"),
        Column("region", "code", "ODS code of the region"),
        Column("icb", "code", "ODS code of the integrated care board"),
        Column("area", "code", "Code of the area, in a local list"),
        Column("area_kind", "text", "SHA, region or ICB, in a local list"),
        Column("icb_name", "text", "Name of the integrated care board, in a System Mapping"),
        Column("region_name", "text", "Name of the region, in a System Mapping; not kept"),
        Column("opened_text", "text", "Date of opening"),
        Column("closed_text", "text", "Date of closing, blank while open"),
        *UNUSED_COLUMNS,
    ),
    layouts=(ODS, MAPPING, LOCAL),
    rules=(
        not_null("organisation"),
        not_null("name"),
        matches_pattern("organisation", CODE_PATTERN, "the code is an ODS code"),
        is_unique("organisation"),
        is_blank(
            "ods_codes_unknown",
            "an ODS file is of trusts, sites, GP practices, commissioners, boards or regions",
            "send etr, ect, ets, ects, epraccur, eccg or eother; put other organisations into a local list",
            names_column=False,
        ),
        malformed_rule("date_malformed", COMPACT_DAY, DAY),
        implausible_rule(EARLIEST),
        is_blank("closed_before_opened", "an organisation closes after it opens", "correct one of the two dates"),
    ),
    # the published mapping repeats a row
    is_note=f"era = '{MAPPING.name}' and row_number() over (partition by organisation, icb order by row) > 1",
    derived={
        "ods_codes_unknown": ODS_CODES_UNKNOWN_SQL,
        "opened": _OPENED,
        "closed": _CLOSED,
        "date_malformed": malformed_dates_sql(*_DATES),
        "date_implausible": implausible_dates_sql(*_DATES),
        "closed_before_opened": (
            f"case when ({_CLOSED}) < ({_OPENED}) then format('{{}} to {{}}', opened_text, closed_text) end"
        ),
    },
    derived_from={
        "ods_codes_unknown": "organisation",
        "closed_before_opened": "closed_text",
    },
    organisation="organisation",
    organisation_name="name",
    organisation_kind="coalesce(kind, 'provider')",
    drop_from_lake=(*(column.name for column in UNUSED_COLUMNS), "region_name"),
    keep_derived=("opened", "closed"),
    is_register=True,
    says_who_adds_up_to_whom=True,
    code_columns=("organisation", "kind", "area", "area_kind"),
    name_columns=("name", "icb_name"),
    register_key=("organisation",),
    fills_blanks_from_older=True,
    register_age=RegisterAge(
        # an opening or a closure; the file of commissioners is as new as that of trusts, and has older dates
        newest_day=f"case when era = '{ODS.name}' then greatest(opened, closed) end",
        file=f"case when era = '{ODS.name}' then kind end",
        is_undated=f"era = '{MAPPING.name}'",
    ),
)
