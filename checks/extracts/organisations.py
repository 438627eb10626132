"""Organisations: the ODS organisation files (no header, 27 fields), or a local list with a header."""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null

_CODE = r"[A-Z0-9]{2,9}"
_DAY = r"(\d{8})?"
_ANY = r".*"

ODS = PublishedLayout(
    "ODS file of 27 fields",
    (
        "Organisation Code",
        "Name",
        "National Grouping",
        "High Level Health Geography",
        *(f"Address Line {line}" for line in range(1, 6)),
        "Postcode",
        "Open Date",
        "Close Date",
        *(f"Field {number}" for number in range(13, 28)),
    ),
    (
        "organisation",
        "name",
        "region",
        "icb",
        *(f"address_{line}" for line in range(1, 6)),
        "postcode",
        "opened_text",
        "closed_text",
        *(f"field_{number}" for number in range(13, 28)),
    ),
    has_header=False,
    shape=(_CODE, r".+", r"([A-Z0-9]{3,5})?", r"([A-Z0-9]{3,5})?", *(_ANY,) * 5, _ANY, r"\d{8}", _DAY, *(_ANY,) * 15),
)
LOCAL = PublishedLayout(
    "local list",
    ("organisation", "name", "kind", "area", "area_kind", "opened", "closed"),
    ("organisation", "name", "kind", "area", "area_kind", "opened_text", "closed_text"),
)
_DATE = "coalesce(try_strptime({0}, '%Y%m%d'), try_strptime({0}, '%Y-%m-%d'))::date"

EXTRACT = Extract(
    kind="organisations",
    title="Organisations",
    source="NHS England, Organisation Data Service (ODS)",
    source_url="https://digital.nhs.uk/services/organisation-data-service",
    section="Registers",
    columns=(
        Column("organisation", "code", "ODS code"),
        Column("name", "text", "Name"),
        Column("kind", "text", "provider, PCT, ICB, SHA or region; an ODS trust file holds providers"),
        Column("region", "code", "ODS code of the region"),
        Column("icb", "code", "ODS code of the integrated care board"),
        Column("area", "code", "Code of the area, in a local list"),
        Column("area_kind", "text", "SHA, region or ICB, in a local list"),
        *(Column(f"address_{line}", "text", "Address; not kept") for line in range(1, 6)),
        Column("postcode", "text", "Postcode; not kept"),
        Column("opened_text", "text", "Date of opening"),
        Column("closed_text", "text", "Date of closing, blank while open"),
        *(Column(f"field_{number}", "text", "Not used; not kept") for number in range(13, 28)),
    ),
    eras=(ODS, LOCAL),
    rules=(
        not_null("organisation"),
        not_null("name"),
        matches_pattern("organisation", CODE_PATTERN, "the code is an ODS code"),
        is_unique("organisation"),
        is_blank("date_malformed", "dates are YYYYMMDD or YYYY-MM-DD", "correct the date"),
        is_blank("closed_before_opened", "an organisation closes after it opens", "correct one of the two dates"),
    ),
    derived={
        "opened": _DATE.format("opened_text"),
        "closed": _DATE.format("closed_text"),
        "date_malformed": (
            f"case when opened_text is not null and {_DATE.format('opened_text')} is null then opened_text "
            f"when closed_text is not null and {_DATE.format('closed_text')} is null then closed_text end"
        ),
        "closed_before_opened": (
            f"case when {_DATE.format('closed_text')} < {_DATE.format('opened_text')} "
            "then format('{} to {}', opened_text, closed_text) end"
        ),
    },
    organisation="organisation",
    organisation_name="name",
    organisation_kind="coalesce(kind, 'provider')",
    drop_from_lake=(*(f"address_{line}" for line in range(1, 6)), "postcode", *(f"field_{n}" for n in range(13, 28))),
    keep_derived=("opened", "closed"),
    is_register=True,
    says_who_adds_up_to_whom=True,
    code_columns=("organisation", "kind", "area", "area_kind"),
    name_columns=("name",),
    register_key=("organisation",),
    fills_blanks_from_older=True,
)
