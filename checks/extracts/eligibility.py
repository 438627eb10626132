"""Eligibility: which organisations could adopt a practice, and in which months; the denominator of spread.

The newest file that names a practice and an organisation gives all their months, replacing those in older files. A pair
that was never eligible is withdrawn with `never` as its last month.
"""

from __future__ import annotations

from checks.contracts.contract import Column, Extract, PublishedLayout
from checks.contracts.local_registers import LOCAL_SOURCE, SOURCE_URL, organisation_code_rule, short_name_rule
from checks.contracts.register_periods import (
    KEPT_PERIOD,
    PERIOD_HEADERS,
    PERIOD_NAMES,
    PERIOD_SOURCES,
    PERIOD_TYPES,
    derive_period,
    period_columns,
    period_rules,
)
from checks.contracts.rules import not_null

REGISTER = PublishedLayout(
    "register",
    ("practice", "organisation", *PERIOD_HEADERS),
    ("practice", "organisation", *PERIOD_NAMES),
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
        *period_columns("could", "could", "can"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("practice"),
        not_null("organisation"),
        short_name_rule("practice"),
        organisation_code_rule(),
        *period_rules("practice"),
    ),
    derived=derive_period("practice"),
    derived_from=PERIOD_SOURCES,
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=KEPT_PERIOD,
    derived_types=PERIOD_TYPES,
    is_register=True,
    code_columns=("practice", "organisation"),
    register_key=("practice", "organisation"),
)
