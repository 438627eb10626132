"""Improvement programmes: who leads them, their approach, and when their support starts and ends."""

from __future__ import annotations

from checks.contracts.contract import Column, Extract, PublishedLayout, Severity
from checks.contracts.local_registers import LOCAL_SOURCE, SOURCE_URL, short_name_rule
from checks.contracts.register_dates import (
    DAY,
    MONTH,
    DateColumn,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, not_null, one_of

APPROACHES = ("directive", "supportive", "people_focused")
REGISTER = PublishedLayout(
    "register",
    ("programme", "title", "lead", "sponsor", "approach", "starts", "support_ends"),
    ("programme", "title", "lead", "sponsor", "approach", "starts_text", "support_ends_text"),
)
_DATES = (
    DateColumn("starts_text", (DAY, MONTH), is_required=False),
    DateColumn("support_ends_text", (DAY, MONTH), is_required=False, is_last_day=True),
)
_STARTS, _ENDS = (column.date_sql() for column in _DATES)

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
    layouts=(REGISTER,),
    rules=(
        not_null("programme"),
        not_null("title"),
        not_null("approach"),
        not_null("starts_text", Severity.WARNING),
        short_name_rule("programme"),
        one_of("approach", APPROACHES),
        is_unique("programme"),
        malformed_rule("date_malformed", DAY, MONTH),
        implausible_rule(),
        is_blank("support_ends_before_start", "support ends after the programme starts", "correct one of the two"),
    ),
    derived={
        "starts": _STARTS,
        "support_ends": _ENDS,
        "date_malformed": malformed_dates_sql(*_DATES),
        "date_implausible": implausible_dates_sql(*_DATES),
        "support_ends_before_start": (
            f"case when ({_ENDS}) < ({_STARTS}) then format('{{}} to {{}}', starts_text, support_ends_text) end"
        ),
    },
    derived_from={
        "support_ends_before_start": "support_ends_text",
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
