"""The files of the Organisation Data Service: 27 fields without a header, told apart by the codes in them.

The service sends one layout for trusts (etr, ect), their sites (ets, ects), commissioners (eccg), GP practices
(epraccur), boards and regions (eother, eauth) and many more. The forms of codes are those of the NHS Data Dictionary,
"Organisation Code". Since 2020 new organisations of every sort have codes such as S1Y5D, which say nothing: their names
and the rest of the file decide.
"""

from __future__ import annotations

from checks.contracts.contract import Column, PublishedLayout

PROVIDER, SITE, PRACTICE, COMMISSIONER, BOARD = "provider", "site", "GP practice", "CCG", "ICB"
_ANY_SORT_CODE = "[A-Z][0-9][A-Z][0-9][A-Z]"
_CODE_FORMS = (
    (_ANY_SORT_CODE, None),
    # NHS trusts, care trusts, and independent providers of health care
    ("[RTN][A-Z0-9]{2}|8[A-Z][A-Z0-9]", PROVIDER),
    ("[RTN][A-Z0-9]{4}", SITE),
    # Y codes are those of prescribing centres that are not practices; ODS lists them among the practices
    ("[A-HJ-NPWY][0-9]{5}", PRACTICE),
    ("[0-9]{2}[A-Z]", COMMISSIONER),
    ("5[A-Z][A-Z0-9]", "PCT"),
    ("Q[0-9]{2}", "SHA"),
    ("Q[A-Z][A-Z0-9]", BOARD),
    ("Y[0-9]{2}", "region"),
    # the invented trusts of the samples
    ("ZZ[A-Z0-9]{1,3}", PROVIDER),
)
_NAME_FORMS = (
    ("%INTEGRATED CARE BOARD", BOARD),
    ("%NHS TRUST", PROVIDER),
    ("%FOUNDATION TRUST", PROVIDER),
)
LEAST_KNOWN_SHARE = 0.5
"""With a smaller share of codes of known forms, the file lists organisations that Holdgain does not use. In the files
that we have, all have a kind; an eother file also lists national bodies."""

UNUSED_COLUMNS = (
    *(Column(f"address_{line}", "text", "Address; not kept") for line in range(1, 6)),
    Column("postcode", "text", "Postcode; not kept"),
    *(Column(f"field_{number}", "text", "Not used; not kept") for number in range(13, 28)),
)


def _code_kind_sql() -> str:
    whens = (
        f"when regexp_full_match(organisation, '{form}') then {repr(kind) if kind else 'null'}"
        for form, kind in _CODE_FORMS
    )
    return f"case {' '.join(whens)} end"


def _is_any_sort_sql() -> str:
    return f"coalesce(regexp_full_match(organisation, '{_ANY_SORT_CODE}'), false)"


def _name_kind_sql() -> str:
    whens = (f"when upper(name) like '{form}' then '{kind}'" for form, kind in _NAME_FORMS)
    return f"case when {_is_any_sort_sql()} then case {' '.join(whens)} end end"


_CODE_OR_NAME = f"coalesce({_code_kind_sql()}, {_name_kind_sql()})"
_KIND_SQL = f"coalesce({_CODE_OR_NAME}, case when {_is_any_sort_sql()} then mode({_CODE_OR_NAME}) over () end, 'other')"
"""SQL for the kind of a row of an ODS file, over all its rows: a code that says nothing is what most of the file is."""
_NAME_SQL = "case when is_person_as_organisation(name) then organisation else name end"
"""SQL for a row's name. Many practices are called after their doctors; their codes are enough here."""
_CODE = r"[A-Z0-9]{2,9}"
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
    shape=(
        _CODE,
        r".+",
        r"([A-Z0-9]{3,5})?",
        r"([A-Z0-9]{3,5})?",
        *(_ANY,) * 5,
        _ANY,
        r"\d{8}",
        r"(\d{8})?",
        *(_ANY,) * 15,
    ),
    # the opening date is the last field that every row of a published file fills in
    least_cells=11,
    computed={"kind": _KIND_SQL, "name": _NAME_SQL},
)
ODS_CODES_UNKNOWN_SQL = (
    f"case when era = '{ODS.name}' and row = min(row) over () "
    f"and avg((kind = 'other')::int) over () > {1 - LEAST_KNOWN_SHARE} then organisation end"
)
"""SQL that complains about the first row of an ODS file whose codes are mostly of other forms."""
