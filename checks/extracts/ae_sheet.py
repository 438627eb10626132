"""The provider sheet of the published A&E workbook, whose figures include booked appointments.

The headers of the three department types repeat under three groups. Waits of 4 to 12 hours are computed as those over 4
hours less those over 12.
"""

from __future__ import annotations

from checks.contracts.contract import Column, PublishedLayout

TYPES = ("type1", "type2", "other")
DEPARTMENTS = (
    "Type 1 Departments - Major A&E",
    "Type 2 Departments - Single Specialty",
    "Type 3 Departments - Other A&E/Minor Injury Unit",
)
SHEET_NAME = "provider sheet of the workbook, booked appointments included"
SEEN = "A&E attendances"
WITHIN = "A&E attendances < 4 hours from arrival to admission, transfer or discharge"
OVER = "A&E attendances > 4 hours from arrival to admission, transfer or discharge"
WITHIN_4H = tuple(f"within_4h_{name}" for name in TYPES)
TOTALS = ("attendances_total", "within_4h_total", "over_4h_total", "admissions_via_ae_total", "admissions_total")
SHARES = ("share_within_4h", *(f"share_within_4h_{name}" for name in TYPES))
WAITING_COUNTS = tuple(f"{side}_4h_{name}" for side in ("within", "over") for name in (*TYPES, "total"))
DID_NOT_REPORT_WAITS = "share_within_4h = '-' and attendances_total > 0 and within_4h_total = 0 and over_4h_total = 0"
"""SQL for the trusts that field-tested other standards from May 2019 to May 2023: dashes in place of every wait, which
would otherwise be read as zeros, beside real attendances."""
WAITS_NOT_REPORTED = f"era = '{SHEET_NAME}' and over_4h_total is null"
"""SQL for the same trusts once `computed` has made those zeros nulls."""
SHEET_COUNTS = (*WITHIN_4H, *TOTALS, "dta_over_4h")

BY_PROVIDER = PublishedLayout(
    SHEET_NAME,
    (
        "Code",
        "Region",
        "Name",
        *(f"{SEEN}: {department}" for department in DEPARTMENTS),
        "Total attendances",
        *(f"{WITHIN}: {department}" for department in DEPARTMENTS),
        "Total Attendances < 4 hours",
        *(f"{OVER}: {department}" for department in DEPARTMENTS),
        "Total Attendances > 4 hours",
        "Percentage in 4 hours or less (all)",
        *(f"Percentage in 4 hours or less (type {number})" for number in (1, 2, 3)),
        "Emergency Admissions via Type 1 A&E",
        "Emergency Admissions via Type 2 A&E",
        "Emergency Admissions via Type 3 and 4 A&E",
        "Total Emergency Admissions via A&E",
        "Other Emergency admissions (i.e not via A&E)",
        "Total Emergency Admissions",
        "Number of patients spending >4 hours from decision to admit to admission",
        "Number of patients spending >12 hours from decision to admit to admission",
    ),
    (
        "organisation_code",
        "parent_name",
        "organisation_name",
        *(f"attendances_{name}" for name in TYPES),
        "attendances_total",
        *WITHIN_4H,
        "within_4h_total",
        *(f"over_4h_{name}" for name in TYPES),
        "over_4h_total",
        *SHARES,
        *(f"admissions_{name}" for name in TYPES),
        "admissions_via_ae_total",
        "admissions_not_via_ae",
        "admissions_total",
        "dta_over_4h",
        "dta_over_12h",
    ),
    labels_above=("period",),
    sheets=("Provider Level Data",),
    # since booked appointments are published, *Non-Booked Data* has the same columns and even the same title. In each
    # of the 37 workbooks at hand the numbers of columns are left beside the title of the right sheet alone; since
    # November 2024 its summary also says that it counts both. Programs that keep numbers as floats write 9.0
    mark_above=r"^title: .* [0-9]+(\.0)?$|booked and non-booked",
    mark_above_since="2020-08",
    computed={
        "dta_4_to_12h": "dta_over_4h - dta_over_12h",
        **{name: f"case when not ({DID_NOT_REPORT_WAITS}) then {name} end" for name in WAITING_COUNTS},
    },
    # the sheet's last column has no header and is hidden: the board of the time
    unnamed_columns=("board_name",),
    # the sheet prints 0 as a dash
    dash_is_zero=True,
    # the CSV has booked appointments apart, from August 2020
    merges_counts=True,
)
BY_PROVIDER_COUNTS = tuple(name for name in BY_PROVIDER.columns[3:] if name not in SHARES)
SHEET_COLUMNS = (
    *(Column(name, "count", "Attendances of up to four hours; in the workbook's sheet alone") for name in WITHIN_4H),
    *(Column(name, "count", "The row's own total; in the workbook's sheet alone") for name in TOTALS),
    Column(
        "board_name", "text", "The integrated care board, before that the partnership, of the provider in that month"
    ),
    Column("dta_over_4h", "count", "Waits over 4 hours from the decision to admit; in the workbook's sheet alone"),
    *(Column(name, "text", "The share within four hours as printed; in the workbook's sheet alone") for name in SHARES),
)


def _differs_from_parts_sql(total: str, parts: tuple[str, ...]) -> str:
    return f"case when {' + '.join(parts)} <> {total} then '{total}: ' || {total} end"


SHEET_DOES_NOT_ADD_UP = (
    f"case when era = '{BY_PROVIDER.name}' then nullif(concat_ws('; ', "
    + ", ".join(
        (
            _differs_from_parts_sql("attendances_total", tuple(f"attendances_{name}" for name in TYPES)),
            _differs_from_parts_sql("within_4h_total", WITHIN_4H),
            _differs_from_parts_sql("over_4h_total", tuple(f"over_4h_{name}" for name in TYPES)),
            *(
                _differs_from_parts_sql(f"attendances_{name}", (f"within_4h_{name}", f"over_4h_{name}"))
                for name in TYPES
            ),
            _differs_from_parts_sql("admissions_via_ae_total", tuple(f"admissions_{name}" for name in TYPES)),
            _differs_from_parts_sql("admissions_total", ("admissions_via_ae_total", "admissions_not_via_ae")),
        )
    )
    + "), '') end"
)
"""SQL for a derived column: the totals of a row that differ from the sum of their parts."""
