"""Eligibility: which organisations could adopt a practice, and in which months; the denominator of spread.

The newest file that names a practice and an organisation gives all their months, replacing those in older files. A pair
that was never eligible is withdrawn with `never` as its last month.
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
    ("practice", "organisation", "from", "to"),
    ("practice", "organisation", "from_text", "to_text"),
)
_FIRST, _LAST = DateColumn("from_text"), DateColumn("to_text", is_required=False, word=NEVER)
_FROM, _TO = _FIRST.date_sql(), _LAST.date_sql()
_BEFORE = (
    "(partition by practice, organisation order by from_month, row rows between unbounded preceding and 1 preceding)"
)

EXTRACT = Extract(
    kind="eligibility",
    title="Eligibility for practices",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("practice", "text", "Short name of the practice"),
        Column("organisation", "code", "ODS code of the organisation that could adopt it"),
        Column("from_text", "text", "First month in which it could, YYYY-MM"),
        Column("to_text", "text", "Last month in which it could, YYYY-MM; blank while it can; never takes it back"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("practice"),
        not_null("organisation"),
        matches_pattern("practice", NAME_PATTERN, "practice is a short name of letters, digits, _ . and -"),
        matches_pattern("organisation", CODE_PATTERN, "the organisation's code is an ODS code"),
        malformed_rule("from_malformed", MONTH),
        malformed_rule("to_malformed", MONTH, f"{NEVER}, or blank"),
        implausible_rule(),
        is_blank("to_before_from", "the last month is not before the first", "correct one of the two months"),
        is_unique("practice", "organisation", "from_text"),
        is_blank(
            "periods_overlap",
            "the periods of an organisation do not overlap",
            "end the earlier period before the later one begins",
        ),
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
    },
    derived_from={
        "to_before_from": "to_text",
        "periods_overlap": "from_text",
    },
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=("from_month", "to_month", "is_never"),
    derived_types={"is_never": "BOOLEAN"},
    is_register=True,
    code_columns=("practice", "organisation"),
    register_key=("practice", "organisation"),
)
