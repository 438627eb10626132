"""The published layouts of the A&E CSV: until March 2020, until July 2020, and since then with booked appointments.

The sheet of the workbook is in `ae_sheet.py`.
"""

from __future__ import annotations

from checks.contracts.contract import PublishedLayout

KEYS = ("period", "organisation_code", "parent_name", "organisation_name")
DEPARTMENTS = ("type1", "type2", "other")
ATTENDANCES = tuple(f"attendances_{d}" for d in DEPARTMENTS)
BOOKED = tuple(f"booked_{d}" for d in DEPARTMENTS)
OVER_4H = tuple(f"over_4h_{d}" for d in DEPARTMENTS)
BOOKED_OVER_4H = tuple(f"booked_over_4h_{d}" for d in DEPARTMENTS)
WAITS = ("dta_4_to_12h", "dta_over_12h")
ADMISSIONS = tuple(f"admissions_{d}" for d in DEPARTMENTS)
TAIL = (*WAITS, *ADMISSIONS, "admissions_not_via_ae")
TAIL_HEADERS = (
    # "4-12 hs" is the publisher's own spelling
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
    "Emergency admissions via A&E - Type 1",
    "Emergency admissions via A&E - Type 2",
    "Emergency admissions via A&E - Other A&E department",
    "Other emergency admissions",
)
KEY_HEADERS = ("Period", "Org Code", "Parent Org", "Org name")

NUMBERED = PublishedLayout(
    "2018 to March 2020",
    (
        *KEY_HEADERS,
        "Number of A&E attendances Type 1",
        "Number of A&E attendances Type 2",
        "Number of A&E attendances Other A&E Department",
        "Number of attendances over 4hrs Type 1",
        "Number of attendances over 4hrs Type 2",
        "Number of attendances over 4hrs Other A&E Department",
        *TAIL_HEADERS,
    ),
    (*KEYS, *ATTENDANCES, *OVER_4H, *TAIL),
)
UNBOOKED = PublishedLayout(
    "April to July 2020",
    (
        *KEY_HEADERS,
        "A&E attendances Type 1",
        "A&E attendances Type 2",
        "A&E attendances Other A&E Department",
        "Attendances over 4hrs Type 1",
        "Attendances over 4hrs Type 2",
        "Attendances over 4hrs Other Department",
        *TAIL_HEADERS,
    ),
    (*KEYS, *ATTENDANCES, *OVER_4H, *TAIL),
)
BOOKING = PublishedLayout(
    "from August 2020, with booked appointments",
    (
        *UNBOOKED.headers[:7],
        "A&E attendances Booked Appointments Type 1",
        "A&E attendances Booked Appointments Type 2",
        "A&E attendances Booked Appointments Other Department",
        *UNBOOKED.headers[7:10],
        "Attendances over 4hrs Booked Appointments Type 1",
        "Attendances over 4hrs Booked Appointments Type 2",
        "Attendances over 4hrs Booked Appointments Other Department",
        *TAIL_HEADERS,
    ),
    (*KEYS, *ATTENDANCES, *BOOKED, *OVER_4H, *BOOKED_OVER_4H, *TAIL),
)
