"""Cohorts: named groups of organisations, such as those of one wave of a programme, and the months in which they count.

The newest file that names a cohort and an organisation gives all its months, replacing those in older files. An
organisation that was never in the cohort is withdrawn with `never` as its last month.
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
from checks.contracts.rules import is_blank, not_null

REGISTER = PublishedLayout(
    "register",
    ("cohort", "title", "organisation", *PERIOD_HEADERS),
    ("cohort", "title", "organisation", *PERIOD_NAMES),
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
        *period_columns("is", "is", "is"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("cohort"),
        not_null("title"),
        not_null("organisation"),
        short_name_rule("cohort"),
        organisation_code_rule(),
        *period_rules("cohort"),
        is_blank("title_differs", "a cohort has one title in a file", "give all rows of the cohort the same title"),
    ),
    derived={
        **derive_period("cohort"),
        "title_differs": "case when title <> first_value(title) over (partition by cohort order by row) then title end",
    },
    derived_from={**PERIOD_SOURCES, "title_differs": "title"},
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=KEPT_PERIOD,
    derived_types=PERIOD_TYPES,
    is_register=True,
    text_columns=("title",),
    code_columns=("cohort", "organisation"),
    register_key=("cohort", "organisation"),
)
