"""What is measured in A&E: shares within four hours, attendances, 12-hour waits and emergency admissions."""

from __future__ import annotations

from checks.contracts.contract import Measure
from checks.extracts.ae_layouts import ADMISSIONS, ATTENDANCES, BOOKED, BOOKED_OVER_4H, OVER_4H


def _sum_columns_sql(columns: tuple[str, ...]) -> str:
    """Return SQL for the sum of the columns, where a column that the layout lacks counts as 0."""
    return " + ".join(f"coalesce({column}, 0)" for column in columns)


def _within_four_hours_sql(attendances: tuple[str, ...], over: tuple[str, ...]) -> str:
    return f"({_sum_columns_sql(attendances)}) - ({_sum_columns_sql(over)})"


MEASURES = (
    Measure(
        name="ae_within_4h",
        title="A&E attendances seen within four hours",
        unit="share",
        direction="increase",
        description=(
            "Attendances at all types of department, booked appointments included (from August 2020), that were "
            "admitted, transferred or discharged within four hours of arrival, over all attendances."
        ),
        numerator=_within_four_hours_sql((*ATTENDANCES, *BOOKED), (*OVER_4H, *BOOKED_OVER_4H)),
        denominator=_sum_columns_sql((*ATTENDANCES, *BOOKED)),
        where="over_4h_type1 is not null",
        noun="attendances",
        beside="p_prime",
        for_patients="visits to A&E ended within 4 hours: people went home, were admitted or were sent elsewhere",
    ),
    Measure(
        name="ae_within_4h_type1",
        title="Type 1 A&E attendances seen within four hours",
        unit="share",
        direction="increase",
        description="As for all types, for major (type 1) departments alone, booked appointments included.",
        numerator=_within_four_hours_sql(
            ("attendances_type1", "booked_type1"), ("over_4h_type1", "booked_over_4h_type1")
        ),
        denominator=_sum_columns_sql(("attendances_type1", "booked_type1")),
        where="over_4h_type1 is not null",
        noun="type 1 attendances",
        beside="p_prime",
    ),
    Measure(
        name="ae_attendances",
        title="A&E attendances",
        unit="count",
        direction="neutral",
        description="Attendances at all types of department in the month, booked appointments included.",
        numerator=_sum_columns_sql((*ATTENDANCES, *BOOKED)),
        noun="attendances",
    ),
    Measure(
        name="ae_12h_dta_waits",
        title="Waits over 12 hours from decision to admit",
        unit="count",
        direction="decrease",
        description=(
            "Patients admitted in the month who had waited more than 12 hours from the decision to admit; the "
            "clock starts at that decision, not at arrival."
        ),
        numerator="dta_over_12h",
        noun="patients",
    ),
    Measure(
        name="ae_emergency_admissions",
        title="Emergency admissions",
        unit="count",
        direction="neutral",
        description="Emergency admissions in the month, through A&E departments of any type and by other routes.",
        numerator=_sum_columns_sql((*ADMISSIONS, "admissions_not_via_ae")),
        noun="admissions",
    ),
)
