"""Registers that say in which months an organisation belongs to something: from a month, to a month or still.

The newest file gives all months of what a row is about and an organisation. A row that should never have been there is
taken back with `never` as its last month.
"""

from __future__ import annotations

from checks.contracts.contract import Column, Rule
from checks.contracts.register_dates import (
    MONTH,
    DateColumn,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique

NEVER = "never"
PERIOD_HEADERS = ("from", "to")
PERIOD_NAMES = ("from_text", "to_text")
KEPT_PERIOD = ("from_month", "to_month", "is_never")
PERIOD_TYPES = {"is_never": "BOOLEAN"}
PERIOD_SOURCES = {"to_before_from": "to_text", "periods_overlap": "from_text"}
"""The column in which each fault of a period is."""
_FIRST, _LAST = DateColumn("from_text"), DateColumn("to_text", is_required=False, word=NEVER)
_FROM, _TO = _FIRST.date_sql(), _LAST.date_sql()


def period_columns(first: str, last: str, still: str) -> tuple[Column, Column]:
    """The two columns; the words say what the organisation is or can be in these months."""
    meaning = f"Last month in which it {last}, YYYY-MM; blank while it {still}; '{NEVER}' takes the row back"
    return Column("from_text", "text", f"First month in which it {first}, YYYY-MM"), Column("to_text", "text", meaning)


def period_rules(about: str) -> tuple[Rule, ...]:
    """The rules of the months of an organisation in what the column `about` names."""
    return (
        malformed_rule("from_malformed", MONTH),
        malformed_rule("to_malformed", MONTH, f"{NEVER}, or blank"),
        implausible_rule(),
        is_blank("to_before_from", "the last month is not before the first", "correct one of the two months"),
        is_unique(about, "organisation", "from_text"),
        is_blank(
            "periods_overlap",
            "the periods of an organisation do not overlap",
            "end the earlier period before the later one begins",
        ),
    )


def derive_period(about: str) -> dict[str, str]:
    """SQL of the months and of each fault, in the same rows."""
    before = "order by from_month, row rows between unbounded preceding and 1 preceding"
    return {
        "from_month": _FROM,
        "to_month": _TO,
        "is_never": f"coalesce(lower(to_text) = '{NEVER}', false)",
        "from_malformed": malformed_dates_sql(_FIRST),
        "to_malformed": malformed_dates_sql(_LAST),
        "date_implausible": implausible_dates_sql(_FIRST, _LAST),
        "to_before_from": f"case when ({_TO}) < ({_FROM}) then format('{{}} to {{}}', from_text, to_text) end",
        "periods_overlap": (
            f"case when from_month <= max(coalesce(to_month, date '9999-12-01')) "
            f"over (partition by {about}, organisation {before}) then from_text end"
        ),
    }
