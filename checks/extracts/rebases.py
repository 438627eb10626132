"""Rebases: proposals to recalculate the limits of a chart from a given month, and who approved or declined them."""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout
from checks.contracts.register_dates import (
    DAY,
    HAS_COME,
    MONTH,
    DateColumn,
    future_dates_sql,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import in_set, is_blank, is_unique, matches_pattern, not_null

DECISIONS = ("proposed", "approved", "declined")
LIST = PublishedLayout(
    "list of rebases",
    (
        "measure",
        "organisation",
        "month",
        "reason",
        "evidence",
        "proposed_by",
        "decision",
        "decided_by",
        "decided_on",
    ),
    (
        "measure",
        "organisation",
        "month_text",
        "reason",
        "evidence",
        "proposed_by",
        "decision",
        "decided_by",
        "decided_on_text",
    ),
)
_MONTH, _DECIDED = DateColumn("month_text"), DateColumn("decided_on_text", (DAY,), is_required=False)

EXTRACT = Extract(
    kind="rebases",
    title="Recalculations of control limits",
    source="Local register",
    source_url="https://www.england.nhs.uk/publication/making-data-count/",
    section="Registers",
    columns=(
        Column("measure", "text", "Measure whose chart it is"),
        Column("organisation", "code", "Organisation whose chart it is, or ENGLAND; no other chart is changed"),
        Column("month_text", "text", "First month of the new limits, YYYY-MM"),
        Column("reason", "text", "What changed in the process, known apart from the figures"),
        Column("evidence", "text", "How the change is known: a decision, a date, a document"),
        Column("proposed_by", "text", "Role of who proposes it; a role, never a person's name, which cannot be tested"),
        Column("decision", "text", "proposed, approved or declined; limits change only with approved"),
        Column("decided_by", "text", "Role of who decided; a role, never a person's name, which cannot be tested"),
        Column("decided_on_text", "text", "Day of the decision, YYYY-MM-DD"),
    ),
    layouts=(LIST,),
    rules=(
        *(not_null(column) for column in ("measure", "organisation", "reason", "proposed_by")),
        matches_pattern("organisation", CODE_PATTERN, "the organisation's code is an ODS code, or ENGLAND"),
        in_set("decision", DECISIONS),
        not_null("decision"),
        is_unique("measure", "organisation", "month_text"),
        malformed_rule("month_malformed", MONTH),
        malformed_rule("decided_on_malformed", DAY),
        implausible_rule(),
        is_blank("future_date", "the day of a decision has come", "correct the day", names_column=True),
        is_blank(
            "decided_by_nobody",
            "what is approved or declined says by which role, and on which day",
            "fill in decided_by and decided_on, or set the decision to proposed",
        ),
    ),
    derived={
        "first_month": _MONTH.date_sql(),
        "decided_on": _DECIDED.date_sql(),
        "month_malformed": malformed_dates_sql(_MONTH),
        "decided_on_malformed": malformed_dates_sql(_DECIDED),
        "date_implausible": implausible_dates_sql(_MONTH, _DECIDED),
        "future_date": future_dates_sql(_DECIDED, HAS_COME),
        "decided_by_nobody": (
            "case when decision <> 'proposed' and (decided_by is null or decided_on_text is null) "
            "then concat_ws(', ', decision, decided_by, decided_on_text) end"
        ),
    },
    derived_from={"first_month": "month_text", "decided_on": "decided_on_text", "decided_by_nobody": "decided_by"},
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=("decided_on",),
    drop_from_lake=("decided_on_text",),
    is_register=True,
    role_columns=("proposed_by", "decided_by"),
    text_columns=("reason", "evidence"),
    code_columns=("measure", "organisation"),
    register_key=("measure", "organisation", "month_text"),
)
