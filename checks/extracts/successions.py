"""Successions: which organisation replaced which, and when."""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout, RegisterAge
from checks.contracts.register_dates import (
    COMPACT_DAY,
    DAY,
    MONTH,
    DateColumn,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null

_CODE = r"[A-Z0-9]{2,9}"

ODS = PublishedLayout(
    "ODS succession file",
    ("Predecessor", "Successor", "Reason", "Effective Date", "Indicator"),
    ("predecessor", "successor", "kind", "effective_text", "indicator"),
    has_header=False,
    shape=(_CODE, _CODE, r".*", r"\d{8}", r".*"),
    least_cells=4,
)
LOCAL = PublishedLayout(
    "local list",
    ("predecessor", "successor", "month", "kind"),
    ("predecessor", "successor", "effective_text", "kind"),
)
MERGERS = PublishedLayout(
    "list of mergers",
    ("trust_code_old", "trust_code_new", "from_date"),
    ("predecessor", "successor", "effective_text"),
)
_EFFECTIVE = DateColumn("effective_text", (COMPACT_DAY, DAY, MONTH))

EXTRACT = Extract(
    kind="successions",
    title="Successions of organisations",
    source="NHS England, Organisation Data Service (ODS)",
    source_url="https://digital.nhs.uk/services/organisation-data-service",
    section="Registers",
    columns=(
        Column("predecessor", "code", "ODS code of the organisation that ends or gives a part away"),
        Column("successor", "code", "ODS code of the organisation that takes over"),
        Column("effective_text", "text", "Date or month from which the successor reports"),
        Column("kind", "text", "Reason or kind of the succession"),
        Column("indicator", "text", "ODS succession indicator"),
    ),
    layouts=(ODS, LOCAL, MERGERS),
    rules=(
        not_null("predecessor"),
        not_null("successor"),
        matches_pattern("predecessor", CODE_PATTERN, "the predecessor's code is an ODS code"),
        matches_pattern("successor", CODE_PATTERN, "the successor's code is an ODS code"),
        is_unique("predecessor", "successor"),
        malformed_rule("date_malformed", COMPACT_DAY, DAY, MONTH),
        implausible_rule(),
        is_blank("succeeds_itself", "no organisation succeeds itself", "correct one of the two codes"),
    ),
    derived={
        "effective": _EFFECTIVE.date_sql(),
        "date_malformed": malformed_dates_sql(_EFFECTIVE),
        "date_implausible": implausible_dates_sql(_EFFECTIVE),
        "succeeds_itself": "case when predecessor = successor then predecessor end",
    },
    derived_from={"effective": "effective_text", "succeeds_itself": "successor"},
    organisation="predecessor",
    organisation_name="predecessor",
    keep_derived=("effective",),
    is_register=True,
    says_who_adds_up_to_whom=True,
    code_columns=("predecessor", "successor", "kind"),
    register_key=("predecessor", "successor"),
    register_age=RegisterAge(
        newest_day=f"case when era = '{ODS.name}' then effective end",
        file=f"case when era = '{ODS.name}' then 'succ' end",
    ),
)
