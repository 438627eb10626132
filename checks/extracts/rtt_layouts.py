"""The published layouts of the RTT full extract: 53 weekly bands until March 2021, 105 since.

Until September 2017 the month is in two columns, below two lines of titles.
"""

from __future__ import annotations

from checks.contracts.contract import PublishedLayout

KEY_HEADERS = (
    "Period",
    "Provider Parent Org Code",
    "Provider Parent Name",
    "Provider Org Code",
    "Provider Org Name",
    "Commissioner Parent Org Code",
    "Commissioner Parent Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
    "RTT Part Type",
    "RTT Part Description",
    "Treatment Function Code",
    "Treatment Function Name",
)
KEYS = (
    "period",
    "parent_code",
    "parent_name",
    "organisation_code",
    "organisation_name",
    "commissioner_parent_code",
    "commissioner_parent_name",
    "commissioner_code",
    "commissioner_name",
    "part",
    "part_name",
    "treatment_function_code",
    "treatment_function_name",
)
TAIL_HEADERS = ("Total", "Patients with unknown clock start date", "Total All")
TAIL = ("total_known_start", "unknown_start", "total_all")
BANDS = tuple(f"weeks_{week:03d}" for week in range(105))
"""weeks_000 counts pathways of 0 to 1 week (7 days), and so on; weeks_104 counts those over 104 weeks."""
OPEN_52 = "weeks_052_and_over"
"""The last band until March 2021, when all waits over 52 weeks were published together."""


def _band_headers(count: int) -> tuple[str, ...]:
    return (
        *(f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(count)),
        f"Gt {count} Weeks SUM 1",
    )


WEEKLY_TO_52 = (*BANDS[:52], OPEN_52)
FEWEST_PROVIDERS_TO_2021 = 250
"""No whole file of these years is available; NHS trusts alone, without the independent sector, are fewer than 200."""
FEWEST_ROWS = 100_000


def _early_layout(name: str, *function_headers: str) -> PublishedLayout:
    """Build a layout of the years when the month was in two columns, below two lines of titles."""
    return PublishedLayout(
        name,
        (
            *("Year", "Period Name", *KEY_HEADERS[1:9], "RTT Part Name", "RTT Part Description"),
            *(*function_headers, *_band_headers(52), *TAIL_HEADERS),
        ),
        ("year", *KEYS, *WEEKLY_TO_52, *TAIL),
        least_organisations=FEWEST_PROVIDERS_TO_2021,
        least_rows=FEWEST_ROWS,
    )


YEAR_AND_MONTH = _early_layout("April 2015 to September 2017, 53 bands", *KEY_HEADERS[-2:])
JULY_2016 = _early_layout("July 2016, 53 bands", "Treatment Function Name", "Treatment Function Description")
"""Its codes are below *Treatment Function Name*."""
BANDS_53 = PublishedLayout(
    "October 2017 to March 2021, 53 bands",
    (*KEY_HEADERS, *_band_headers(52), *TAIL_HEADERS),
    (*KEYS, *WEEKLY_TO_52, *TAIL),
    least_organisations=FEWEST_PROVIDERS_TO_2021,
    least_rows=FEWEST_ROWS,
)
BANDS_105 = PublishedLayout(
    "from April 2021, 105 bands",
    (*KEY_HEADERS, *_band_headers(104), *TAIL_HEADERS),
    (*KEYS, *BANDS, *TAIL),
    # each month from April 2022 to April 2026 has 437 to 532 providers with incomplete pathways, 153 to 172 of them NHS
    # trusts; the two whole files that we have show 180,781 and 183,417 rows. A file of all providers for the
    # commissioners of one region has few rows, and a file of NHS trusts alone few providers
    least_organisations=400,
    least_rows=FEWEST_ROWS,
)
