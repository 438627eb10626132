"""Improvement programmes: who leads them, by which approach, and when their support begins and ends."""

from __future__ import annotations

from checks.contract import Column, Era, Extract, Severity
from checks.local import NAME_PATTERN, SOURCE, SOURCE_URL, day, malformed
from checks.rules import is_blank, matches, not_null, one_of, unique

APPROACHES = ("directive", "supportive", "people_focused")
REGISTER = Era(
    "register",
    ("programme", "title", "lead", "sponsor", "approach", "starts", "support_ends"),
    ("programme", "title", "lead", "sponsor", "approach", "starts_text", "support_ends_text"),
)
_STARTS, _ENDS = day("starts_text"), day("support_ends_text", is_last=True)

EXTRACT = Extract(
    kind="programmes",
    title="Improvement programmes",
    source=SOURCE,
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
        matches("programme", NAME_PATTERN, "programme is a short name of letters, digits, _ . and -"),
        one_of("approach", APPROACHES),
        unique("programme"),
        is_blank("date_malformed", "dates are written YYYY-MM-DD or YYYY-MM", "correct the date"),
        is_blank("support_ends_before_start", "support ends after the programme starts", "correct one of the two"),
    ),
    derived={
        "starts": _STARTS,
        "support_ends": _ENDS,
        "date_malformed": (f"coalesce({malformed('starts_text', _STARTS)}, {malformed('support_ends_text', _ENDS)})"),
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
    register_key=("programme",),
)
