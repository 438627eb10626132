"""What is measured in RTT waiting times: shares, long waits and percentiles of incomplete pathways, and new periods."""

from __future__ import annotations

from checks.contracts.contract import Measure
from checks.extracts.rtt_layouts import BANDS, BANDS_105, OPEN_52

ALL_SPECIALTIES = "C_999"
EVERY_BAND = (*BANDS, OPEN_52)
INCOMPLETE = "part = 'Part_2' and commissioner_code <> 'NONC'"
NEW_PERIODS = "part = 'Part_3' and commissioner_code <> 'NONC'"


def sum_bands_sql(columns: tuple[str, ...]) -> str:
    return "(" + " + ".join(f"coalesce({column}, 0)" for column in columns) + ")"


def _measure_over_weeks(weeks: int) -> Measure:
    """Build the measure of pathways over so many weeks; above 52 weeks it is absent in the layout of 53 bands."""
    closed = sum_bands_sql(BANDS[weeks:])
    numerator = (
        f"{closed} + coalesce({OPEN_52}, 0)" if weeks == 52 else f"case when era = '{BANDS_105.name}' then {closed} end"
    )
    counted = f"Incomplete pathways at the month's end that had waited more than {weeks} weeks"
    return Measure(
        name=f"rtt_over_{weeks}w",
        title=f"Incomplete pathways over {weeks} weeks",
        unit="count",
        direction="decrease",
        description=f"{counted}, all specialties, commissioner NONC left out.",
        numerator=numerator,
        where=INCOMPLETE,
        noun="pathways",
        is_at_month_end=True,
        # hardly any specialty of a provider has pathways over 78 weeks
        service_description=f"{counted}, of one specialty, commissioner NONC left out." if weeks < 78 else "",
    )


def _percentile_measure(name: str, title: str, share: float, words: str) -> Measure:
    return Measure(
        name=name,
        title=title,
        unit="weeks",
        direction="decrease",
        description=(
            f"The wait that {words} of incomplete pathways have not exceeded, interpolated inside its weekly band "
            f"(rank {share:g} x N). Absent below 20 pathways, and where it falls in the open last band."
        ),
        numerator="0",
        denominator=sum_bands_sql(EVERY_BAND),
        where=INCOMPLETE,
        percentile=share,
        bands=EVERY_BAND,
        open_bands=(BANDS[104], OPEN_52),
        minimum_denominator=20,
        noun="incomplete pathways",
        is_at_month_end=True,
        axis_title="Weeks waited",
    )


MEASURES = (
    Measure(
        name="rtt_within_18w",
        title="Patients waiting 18 weeks or less",
        unit="share",
        direction="increase",
        description=(
            "Incomplete pathways at the month's end that had waited up to 18 weeks, over all incomplete pathways, "
            "all specialties, commissioner NONC left out."
        ),
        numerator=sum_bands_sql(BANDS[:18]),
        denominator=sum_bands_sql(EVERY_BAND),
        where=INCOMPLETE,
        noun="incomplete pathways",
        beside="p_prime",
        is_at_month_end=True,
        for_patients="people on the waiting list for hospital treatment had waited 18 weeks or less",
        service_description=(
            "Incomplete pathways at the month's end that had waited up to 18 weeks, over all incomplete pathways, "
            "of one specialty, commissioner NONC left out. Absent below 20 pathways."
        ),
    ),
    _percentile_measure("rtt_median_weeks", "Median wait, incomplete pathways", 0.5, "half"),
    _percentile_measure("rtt_p92_weeks", "92nd percentile wait, incomplete pathways", 0.92, "92 in 100"),
    _measure_over_weeks(52),
    _measure_over_weeks(65),
    _measure_over_weeks(78),
    Measure(
        name="rtt_incomplete",
        title="Incomplete pathways",
        unit="count",
        direction="decrease",
        description="Pathways waiting at the month's end, all specialties, commissioner NONC left out.",
        service_description="Pathways waiting at the month's end, of one specialty, commissioner NONC left out.",
        numerator="total_all",
        where=INCOMPLETE,
        noun="pathways",
        is_at_month_end=True,
    ),
    Measure(
        name="rtt_new_periods",
        title="New RTT periods",
        unit="count",
        direction="neutral",
        description=(
            "Clocks started in the month (part 3), all specialties, commissioner NONC left out: the live feed of "
            "demand."
        ),
        service_description="Clocks started in the month (part 3), of one specialty, commissioner NONC left out.",
        numerator="total_all",
        where=NEW_PERIODS,
        noun="new pathways",
    ),
)
