"""Improvement programmes: who leads them, their approach, and when their support starts and ends."""

from __future__ import annotations

from checks.contracts.contract import Column, Extract, PublishedLayout, Severity
from checks.contracts.local_registers import LOCAL_SOURCE, NAME_PATTERN, SOURCE_URL, day_sql, malformed_value_sql
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null, one_of

APPROACHES = ("directive", "supportive", "people_focused")
REGISTER = PublishedLayout(
    "register",
    ("programme", "title", "lead", "sponsor", "approach", "starts", "support_ends"),
    ("programme", "title", "lead", "sponsor", "approach", "starts_text", "support_ends_text"),
)
_STARTS, _ENDS = day_sql("starts_text"), day_sql("support_ends_text", is_last=True)

EXTRACT = Extract(
    kind="programmes",
    title="Improvement programmes",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("programme", "text", "Short name of the programme, by which the practices refer to it"),
        Column("title", "text", "Name of the programme for people"),
        Column("lead", "text", "Role or team that leads it"),
        Column("sponsor", "text", "Role or body that sponsors it"),
        Column("approach", "text", "directive, supportive or people_focused"),
        Column("starts_text", "text", "Day or month in which it starts"),
        Column("support_ends_text", "text", "Last day or month of its support; blank while it goes on"),
    ),
    eras=(REGISTER,),
    rules=(
        not_null("programme"),
        not_null("title"),
        not_null("approach"),
        not_null("starts_text", Severity.WARNING),
        matches_pattern("programme", NAME_PATTERN, "programme is a short name of letters, digits, _ . and -"),
        one_of("approach", APPROACHES),
        is_unique("programme"),
        is_blank("date_malformed", "dates are written YYYY-MM-DD or YYYY-MM", "correct the date"),
        is_blank("support_ends_before_start", "support ends after the programme starts", "correct one of the two"),
    ),
    derived={
        "starts": _STARTS,
        "support_ends": _ENDS,
        "date_malformed": (
            f"coalesce({malformed_value_sql('starts_text', _STARTS)}, "
            f"{malformed_value_sql('support_ends_text', _ENDS)})"
        ),
        "support_ends_before_start": (
            f"case when ({_ENDS}) < ({_STARTS}) then format('{{}} to {{}}', starts_text, support_ends_text) end"
        ),
    },
    organisation="programme",
    organisation_name="title",
    keep_derived=("starts", "support_ends"),
    is_register=True,
    role_columns=("lead", "sponsor"),
    text_columns=("title",),
    code_columns=("programme",),
    register_key=("programme",),
)
