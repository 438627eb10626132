"""The Monthly Referral Return (June 2020 to March 2024): the annual CSV, and the monthly sheet by provider.

The CSV has a row for each provider and commissioner, and no total. The sheet has one for each provider, and England's.
"""

from __future__ import annotations

from checks.contracts.contract import Column, PublishedLayout

RETURN_COUNTS = ("gp_referrals_made_all", "other_referrals_made_all", "gp_referrals_made_ga", "other_referrals_made_ga")
HEADERS = (
    "GP Referrals Made (All)",
    "Other Referrals Made (All)",
    "GP Referrals Made (Specific Acute)",
    "Other Referrals Made (Specific Acute)",
)
BY_PROVIDER = PublishedLayout(
    "MRR by provider",
    ("Year", "Period", "Region Code", "Region Name", "Org Code", "Org Name", *HEADERS),
    ("year", "period", "region_code", "region_name", "organisation_code", "organisation_name", *RETURN_COUNTS),
    sheets=("Provider",),
)
BY_COMMISSIONER = PublishedLayout(
    "MRR by provider and commissioner, annual CSV",
    (
        "Periodname",
        "Provider Parent org code",
        "Provider Parent name",
        "Provider Org code",
        "Provider Org name",
        "Commissioner Parent Org Code",
        "Commissioner Parent Org Name",
        "Commissioner Org Code",
        "Commissioner Org Name",
        "Op Gprefsmade M",
        "Op Otherrefsmade M",
        "Op Gprefsmade Ga M",
        "Op Otherrefsmade Ga M",
    ),
    (
        "period",
        "board_code",
        "board_name",
        "organisation_code",
        "organisation_name",
        "commissioner_parent_code",
        "commissioner_parent_name",
        "commissioner_code",
        "commissioner_name",
        *RETURN_COUNTS,
    ),
    has_total=False,
    is_annual=True,
    # the two months that we have, as others saved them, have 212 and 350 providers; NHS trusts alone are fewer than
    # 200. The annual CSV has about 100,000 rows, so a month about 8,000
    least_organisations=200,
    least_rows=4_000,
)
# re-saved copies of the provider sheet that lost their period: recognised so that the reason can say so
RESAVED = PublishedLayout(
    "MRR by provider, re-saved without its period",
    ("Trust Code", "Trust Name", *HEADERS),
    ("organisation_code", "organisation_name", *RETURN_COUNTS),
)
RESAVED_SNAKE = PublishedLayout(
    "MRR by provider, re-saved without its period",
    (
        "org_code",
        "name",
        "gp_referrals_made_all",
        "other_referrals_made_all",
        "gp_referrals_made_specific_acute",
        "other_referrals_made_specific_acute",
    ),
    ("organisation_code", "organisation_name", *RETURN_COUNTS),
)
# the only annual file that we have is of 2023-24, so the column's content before there were boards (July 2022) is not
# known; Y and two digits is the form of a region's code, and a partnership has the code of the board that followed it
BOARD_KIND = "case when regexp_full_match(board_code, 'Y[0-9]{2}') then 'region' else 'ICB' end"
IS_BY_COMMISSIONER = f"era = '{BY_COMMISSIONER.name}'"
RETURN_COLUMNS = (
    Column(
        "board_code", "code", "ODS code of the provider's board or region (annual MRR); blank for providers in Wales"
    ),
    Column("board_name", "text", "Name of the provider's board or region (annual MRR)"),
    Column("commissioner_parent_code", "code", "ODS code of the commissioner's board (annual MRR)"),
    Column("commissioner_parent_name", "text", "Name of the commissioner's board (annual MRR)"),
    Column("commissioner_code", "code", "ODS code of the commissioner (annual MRR)"),
    Column("commissioner_name", "text", "Name of the commissioner (annual MRR)"),
)
