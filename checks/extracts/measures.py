"""Local measures: figures that are not published nationally, by measure, organisation and month.

The key is measure, organisation and month; the newest file wins. A row without a numerator withdraws the figure, so
that the month is absent.
"""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout, Severity
from checks.contracts.local_registers import (
    LOCAL_SOURCE,
    MEASURE_PATTERN,
    SOURCE_URL,
    malformed_value_sql,
    number_sql,
    possible_nhs_number_rule,
    possible_nhs_number_sql,
    too_large_rule,
    too_large_sql,
)
from checks.contracts.register_dates import (
    HAS_ENDED,
    MONTH,
    DateColumn,
    future_dates_sql,
    future_month_rule,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null

NUMBER_ADVICE = "write digits, with a point before decimals and nothing between thousands"
REGISTER = PublishedLayout(
    "register",
    ("measure", "organisation", "month", "numerator", "denominator"),
    ("measure", "organisation", "month_text", "numerator_text", "denominator_text"),
)
_MONTH = DateColumn("month_text")
_TOP, _BOTTOM = number_sql("numerator_text"), number_sql("denominator_text")

EXTRACT = Extract(
    kind="measures",
    title="Local measures",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Local measures",
    columns=(
        Column("measure", "text", "Name of the local measure, as in its definition"),
        Column("organisation", "code", "ODS code of the organisation"),
        Column("month_text", "text", "The month, YYYY-MM"),
        Column("numerator_text", "text", "What is counted, or the time itself; blank where there is no figure"),
        Column("denominator_text", "text", "What it is a part of; blank for counts and times"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("measure"),
        not_null("organisation"),
        not_null("numerator_text", Severity.WARNING),
        matches_pattern("measure", MEASURE_PATTERN, "measure is a name of lower-case letters, digits and _"),
        matches_pattern("organisation", CODE_PATTERN, "the organisation's code is an ODS code"),
        malformed_rule("month_malformed", MONTH),
        implausible_rule(),
        future_month_rule("a month that has figures is over"),
        is_blank("numerator_malformed", "numerator is a number", f"{NUMBER_ADVICE}, or leave it blank for no figure"),
        is_blank("denominator_malformed", "denominator is a number", NUMBER_ADVICE),
        is_blank("negative_number", "no figure is negative", "correct the figure at its source"),
        is_blank(
            "denominator_is_zero",
            "a denominator is above 0",
            "leave the row out: out of none there is no share",
            Severity.WARNING,
        ),
        is_unique("measure", "organisation", "month_text"),
        too_large_rule(),
        possible_nhs_number_rule(),
    ),
    derived={
        "observed_month": _MONTH.date_sql(),
        "numerator": _TOP,
        "denominator": _BOTTOM,
        "month_malformed": malformed_dates_sql(_MONTH),
        "date_implausible": implausible_dates_sql(_MONTH),
        "future_month": future_dates_sql(_MONTH, HAS_ENDED),
        "numerator_malformed": malformed_value_sql("numerator_text", _TOP),
        "denominator_malformed": malformed_value_sql("denominator_text", _BOTTOM),
        "negative_number": (
            f"case when ({_TOP}) < 0 then numerator_text when ({_BOTTOM}) < 0 then denominator_text end"
        ),
        "denominator_is_zero": f"case when ({_BOTTOM}) = 0 then denominator_text end",
        "too_large": too_large_sql("numerator_text", "denominator_text"),
        "possible_nhs_number": possible_nhs_number_sql("numerator_text", "denominator_text"),
    },
    derived_from={
        "numerator_malformed": "numerator_text",
        "denominator_malformed": "denominator_text",
        "negative_number": "numerator_text, denominator_text",
        "denominator_is_zero": "denominator_text",
        "name_is_taken": "measure",
    },
    organisation="organisation",
    organisation_name="organisation",
    sort_by=("measure", "organisation"),
    keep_derived=("observed_month", "numerator", "denominator"),
    derived_types={"numerator": "DOUBLE", "denominator": "DOUBLE"},
    is_register=True,
    local_measure_column="measure",
    code_columns=("measure", "organisation"),
    register_key=("measure", "organisation", "month_text"),
)
