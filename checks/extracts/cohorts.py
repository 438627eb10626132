"""Cohorts: named groups of organisations, such as those of one wave of a programme, and the months in which they count.

The newest file that names a cohort and an organisation gives all its months, replacing those in older files. An
organisation that was never in the cohort is withdrawn with `never` as its last month.
"""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout
from checks.contracts.local_registers import LOCAL_SOURCE, NAME_PATTERN, SOURCE_URL
from checks.contracts.register_dates import (
    MONTH,
    DateColumn,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null

NEVER = "never"
REGISTER = PublishedLayout(
    "register",
    ("cohort", "title", "organisation", "from", "to"),
    ("cohort", "title", "organisation", "from_text", "to_text"),
)
_FIRST, _LAST = DateColumn("from_text"), DateColumn("to_text", is_required=False, word=NEVER)
_FROM, _TO = _FIRST.date_sql(), _LAST.date_sql()
_BEFORE = (
    "(partition by cohort, organisation order by from_month, row rows between unbounded preceding and 1 preceding)"
)

EXTRACT = Extract(
    kind="cohorts",
    title="Cohorts of organisations",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("cohort", "text", "Short name of the cohort"),
        Column("title", "text", "Name of the cohort for people, the same in all its rows"),
        Column("organisation", "code", "ODS code of an organisation in it"),
        Column("from_text", "text", "First month in which it is, YYYY-MM"),
        Column("to_text", "text", "Last month in which it is, YYYY-MM; blank while it is; never takes it back"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("cohort"),
        not_null("title"),
        not_null("organisation"),
        matches_pattern("cohort", NAME_PATTERN, "cohort is a short name of letters, digits, _ . and -"),
        matches_pattern("organisation", CODE_PATTERN, "the organisation's code is an ODS code"),
        malformed_rule("from_malformed", MONTH),
        malformed_rule("to_malformed", MONTH, f"{NEVER}, or blank"),
        implausible_rule(),
        is_blank("to_before_from", "the last month is not before the first", "correct one of the two months"),
        is_unique("cohort", "organisation", "from_text"),
        is_blank(
            "periods_overlap",
            "the periods of an organisation do not overlap",
            "end the earlier period before the later one begins",
        ),
        is_blank("title_differs", "a cohort has one title in a file", "give all rows of the cohort the same title"),
    ),
    derived={
        "from_month": _FROM,
        "to_month": _TO,
        "is_never": f"coalesce(lower(to_text) = '{NEVER}', false)",
        "from_malformed": malformed_dates_sql(_FIRST),
        "to_malformed": malformed_dates_sql(_LAST),
        "date_implausible": implausible_dates_sql(_FIRST, _LAST),
        "to_before_from": f"case when ({_TO}) < ({_FROM}) then format('{{}} to {{}}', from_text, to_text) end",
        "periods_overlap": (
            f"case when from_month <= max(coalesce(to_month, date '9999-12-01')) over {_BEFORE} then from_text end"
        ),
        "title_differs": "case when title <> first_value(title) over (partition by cohort order by row) then title end",
    },
    derived_from={
        "to_before_from": "to_text",
        "periods_overlap": "from_text",
        "title_differs": "title",
    },
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=("from_month", "to_month", "is_never"),
    derived_types={"is_never": "BOOLEAN"},
    is_register=True,
    text_columns=("title",),
    code_columns=("cohort", "organisation"),
    register_key=("cohort", "organisation"),
)
