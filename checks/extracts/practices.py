"""Practices: what a programme spreads, the measure that shows its effect, and which direction is better."""

from __future__ import annotations

from checks.contracts.contract import Column, Extract, PublishedLayout, Severity
from checks.contracts.local_registers import LOCAL_SOURCE, MEASURE_PATTERN, SOURCE_URL, short_name_rule
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null, one_of

MOST_WASHOUT = 24
"""Months; our choice: twice the twelve months over which a gain is then measured."""
REGISTER = PublishedLayout(
    "register",
    (
        "practice",
        "programme",
        "title",
        "description",
        "measure",
        "direction",
        "aim",
        "washout_months",
        "balancing_measures",
        "guidance_url",
    ),
    (
        "practice",
        "programme",
        "title",
        "description",
        "measure",
        "direction",
        "aim",
        "washout_text",
        "balancing_text",
        "guidance_url",
    ),
)
WITH_SERVICE = PublishedLayout("register with services", (*REGISTER.headers, "service"), (*REGISTER.columns, "service"))
"""For a practice in one service, such as a specialty."""
_WASHOUT = (
    f"case when regexp_full_match(washout_text, '[0-9]{{1,2}}') and washout_text::integer <= {MOST_WASHOUT} "
    "then washout_text::integer end"
)

EXTRACT = Extract(
    kind="practices",
    title="Practices",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("practice", "text", "Short name of the practice, by which adoptions refer to it"),
        Column("programme", "text", "Short name of the programme that spreads it"),
        Column("title", "text", "Name of the practice for people"),
        Column("description", "text", "What is done differently, in a sentence or two"),
        Column("measure", "text", "Name of the measure that is to move"),
        Column("direction", "text", "increase or decrease: which way is better"),
        Column("aim", "text", "What is aimed at, in words or as a figure"),
        Column("washout_text", "text", "Months after adoption that are not counted yet, 0 to 24; 3 unless given"),
        Column("balancing_text", "text", "Measures that must not get worse, separated by semicolons"),
        Column("guidance_url", "text", "Web address of the guidance"),
        Column("service", "code", "Service that the measure is of, as in core.measure: C_110; blank for all of them"),
    ),
    layouts=(REGISTER, WITH_SERVICE),
    rules=(
        not_null("practice"),
        not_null("programme"),
        not_null("title"),
        not_null("measure"),
        not_null("direction"),
        short_name_rule("practice"),
        matches_pattern("measure", MEASURE_PATTERN, "measure is a name in small letters, as in core.measure"),
        one_of("direction", ("increase", "decrease")),
        is_unique("practice"),
        is_blank(
            "washout_malformed",
            f"washout_months is a whole number from 0 to {MOST_WASHOUT}",
            "write the months as digits, or leave the cell blank for 3",
        ),
        is_blank(
            "balances_itself",
            "a practice's own measure is not one of its balancing measures",
            "name other measures, which must not get worse",
            Severity.WARNING,
        ),
        is_blank(
            "guidance_malformed",
            "guidance_url is a web address",
            "write the address from https:// on; until then it is not shown as a link",
            Severity.WARNING,
        ),
    ),
    derived={
        "washout": _WASHOUT,
        "washout_malformed": f"case when washout_text is not null and ({_WASHOUT}) is null then washout_text end",
        "balances_itself": (
            "case when list_contains(list_transform(string_split(balancing_text, ';'), lambda one: trim(one)), "
            "measure) then measure end"
        ),
        "guidance_malformed": "case when not regexp_matches(guidance_url, '^https?://[^ ]+$') then guidance_url end",
    },
    derived_from={
        "washout_malformed": "washout_text",
        "balances_itself": "balancing_text",
        "guidance_malformed": "guidance_url",
    },
    organisation="practice",
    organisation_name="title",
    keep_derived=("washout",),
    derived_types={"washout": "INTEGER"},
    is_register=True,
    text_columns=("title", "description", "aim"),
    code_columns=("practice", "programme", "measure", "balancing_text", "guidance_url", "service"),
    register_key=("practice",),
)
