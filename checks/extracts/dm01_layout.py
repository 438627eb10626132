"""The published layout of the DM01 full extract.

At hand are the header and the first row of May 2026, and no whole file. That the header has been the same since April
2019 is hearsay of users of the files.
"""

from __future__ import annotations

from checks.contracts.contract import PublishedLayout

BANDS = (*(f"weeks_{week:02d}" for week in range(13)), "weeks_13_and_over")
"""weeks_00 counts waits of less than a week, and so on."""
ACTIVITY = ("waiting_list_activity", "planned_activity", "unscheduled_activity")
COUNTS = (*BANDS, "waiting_list", *ACTIVITY, "total_activity")
FULL_EXTRACT = PublishedLayout(
    "full extract",
    (
        "Period",
        "Provider Parent Org Code",
        "Provider Parent Name",
        "Provider Org Code",
        "Provider Org Name",
        "Commissioner Parent Org Code",
        "Commissioner Parent Name",
        "Commissioner Org Code",
        "Commissioner Org Name",
        "Diagnostic Tests Sort Order",
        "Diagnostic Tests",
        "00 < 01 Week",
        *(f"{week:02d} < {week + 1:02d} Weeks" for week in range(1, 13)),
        "13+ Weeks",
        "Total WL",
        "Waiting List Activity",
        "Planned Activity",
        "Unscheduled Activity",
        "Total Activity",
    ),
    (
        "period",
        "parent_code",
        "parent_name",
        "organisation_code",
        "organisation_name",
        "commissioner_parent_code",
        "commissioner_parent_name",
        "commissioner_code",
        "commissioner_name",
        "sort_order",
        "test",
        *COUNTS,
    ),
    # no whole file is available; NHS trusts alone, without the independent sector, are fewer than 200. With one
    # commissioner each, 250 providers of 15 tests have 3,750 rows
    least_organisations=250,
    least_rows=3_750,
)
