"""Definitions of local measures: what the figures mean, which direction is better, and the target."""

from __future__ import annotations

from checks.contracts.contract import Column, Extract, PublishedLayout
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
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null, one_of

UNITS = ("share", "count", "rate", "weeks", "days")
CHARTS = ("xmr", "p", "p_prime", "run", "c", "u", "u_prime", "g", "t")
REGISTER = PublishedLayout(
    "register",
    ("measure", "title", "unit", "direction", "target", "chart"),
    ("measure", "title", "unit", "direction", "target_text", "chart"),
)
_TARGET = number_sql("target_text")

EXTRACT = Extract(
    kind="measure_definitions",
    title="Definitions of local measures",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("measure", "text", "Name of the local measure"),
        Column("title", "text", "Title for people"),
        Column("unit", "text", "share, count, rate (per 1,000), weeks or days"),
        Column("direction", "text", "increase, decrease or neutral: which way is better"),
        Column("target_text", "text", "Local target in the measure's unit, a share from 0 to 1; blank without one"),
        Column("chart", "text", "Chart that suits it: xmr, run, p or p_prime, c, u, u_prime, g or t; xmr unless given"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("measure"),
        not_null("title"),
        not_null("unit"),
        not_null("direction"),
        matches_pattern("measure", MEASURE_PATTERN, "measure is a name of lower-case letters, digits and _"),
        one_of("unit", UNITS),
        one_of("direction", ("increase", "decrease", "neutral")),
        one_of("chart", CHARTS),
        is_unique("measure"),
        is_blank(
            "target_malformed",
            "target is a number in the measure's unit, for a share from 0 to 1",
            "write 95% as 0.95, or leave the target blank",
        ),
        too_large_rule(),
        possible_nhs_number_rule(),
    ),
    derived={
        "target": _TARGET,
        "target_malformed": malformed_value_sql(
            "target_text", f"case when unit = 'share' and ({_TARGET}) not between 0 and 1 then null else {_TARGET} end"
        ),
        "too_large": too_large_sql("target_text"),
        "possible_nhs_number": possible_nhs_number_sql("target_text"),
    },
    derived_from={
        "target_malformed": "target_text",
        "name_is_taken": "measure",
    },
    organisation="measure",
    organisation_name="title",
    keep_derived=("target",),
    derived_types={"target": "DOUBLE"},
    is_register=True,
    local_measure_column="measure",
    text_columns=("title",),
    code_columns=("measure",),
    register_key=("measure",),
)
