"""Adoptions: the events of a practice at an organisation, one row each.

The key is practice, organisation, event and month. A row in a newer file replaces one with the same key, so a source, a
fidelity or a contact is corrected by sending the row again. An event that never happened, or that has the wrong month,
is withdrawn by sending the row again with the source `withdrawn`.
"""

from __future__ import annotations

from checks.contracts.contract import CODE_PATTERN, Column, Extract, PublishedLayout, Severity
from checks.contracts.local_registers import (
    LOCAL_SOURCE,
    SOURCE_URL,
    malformed_value_sql,
    number_sql,
    organisation_code_rule,
    short_name_rule,
)
from checks.contracts.register_dates import (
    HAS_COME,
    MONTH,
    DateColumn,
    future_dates_sql,
    future_month_rule,
    implausible_dates_sql,
    implausible_rule,
    malformed_dates_sql,
    malformed_rule,
)
from checks.contracts.rules import is_blank, is_unique, matches_pattern, not_null, one_of

EVENT_TYPES = ("considering", "declined", "committed", "adopted", "embedded", "stopped")
WITHDRAWN = "withdrawn"
ADOPTION_SOURCES = ("mandated", "programme", "self", "peer", WITHDRAWN)
REGISTER = PublishedLayout(
    "register",
    ("practice", "organisation", "month", "event", "source", "peer_organisation", "fidelity", "contact"),
    ("practice", "organisation", "month_text", "event", "source", "peer_organisation", "fidelity_text", "contact"),
)
_MONTH = DateColumn("month_text")
_FIDELITY = number_sql("fidelity_text")
_COUNTS = f"event_month is not null and source is distinct from '{WITHDRAWN}'"


def _count_earlier_events_sql(value: str, event: str) -> str:
    """Return SQL that aggregates an event of the same practice and organisation over this file's earlier months."""
    span = "order by event_month range between unbounded preceding and interval 1 day preceding"
    return f"{value} filter (event = '{event}' and {_COUNTS}) over (partition by practice, organisation {span})"


def _this_month(event: str) -> str:
    condition = f"event = '{event}' and {_COUNTS}"
    return f"(count(*) filter ({condition}) over (partition by practice, organisation, event_month) > 0)"


_LAST, _FIRST = (
    _count_earlier_events_sql("max(event_month)", "adopted"),
    _count_earlier_events_sql("min(event_month)", "adopted"),
)
_END = _count_earlier_events_sql("max(event_month)", "stopped")
# both in one month: the earlier adoption ended and a new one began
_IS_LIVE = (
    f"coalesce(case when {_END} is null then {_LAST} is not null when {_LAST} = {_END} then {_FIRST} < {_LAST} "
    f"else {_LAST} > {_END} end, false)"
)
_EVER = f"(count(*) filter (event = 'adopted' and {_COUNTS}) over (partition by practice, organisation) > 0)"
_EVENT_AND_MONTH = "format('{} in {}', event, month_text)"

EXTRACT = Extract(
    kind="adoptions",
    title="Adoptions of practices",
    source=LOCAL_SOURCE,
    source_url=SOURCE_URL,
    section="Registers",
    columns=(
        Column("practice", "text", "Short name of the practice"),
        Column("organisation", "code", "ODS code of the organisation"),
        Column("month_text", "text", "Month of the event, YYYY-MM"),
        Column("event", "text", "considering, declined, committed, adopted, embedded or stopped"),
        Column("source", "text", "Who moved it: mandated, programme, self or peer; withdrawn takes the row back"),
        Column("peer_organisation", "code", "ODS code of the organisation it was taken over from, with source peer"),
        Column("fidelity_text", "text", "How closely the practice is followed, from 0 to 1"),
        Column("contact", "text", "Role or team mailbox to ask; never a patient, never a private number"),
    ),
    layouts=(REGISTER,),
    rules=(
        not_null("practice"),
        not_null("organisation"),
        not_null("event"),
        short_name_rule("practice"),
        organisation_code_rule(),
        matches_pattern("peer_organisation", CODE_PATTERN, "the peer's code is an ODS code"),
        one_of("event", EVENT_TYPES),
        one_of("source", ADOPTION_SOURCES),
        malformed_rule("month_malformed", MONTH),
        implausible_rule(),
        future_month_rule("the month of an event has come"),
        is_unique("practice", "organisation", "event", "month_text"),
        is_blank("fidelity_malformed", "fidelity is a number from 0 to 1", "write 80% as 0.8, or leave it blank"),
        is_blank(
            "contact_holds_number",
            "contact is a role or a team mailbox",
            "remove the number: name a role or a team mailbox, never a person's or a patient's number",
        ),
        is_blank(
            "adopted_twice",
            "a practice is adopted again only after it has been stopped",
            "remove the second adoption, or add the month in which the practice was stopped",
        ),
        is_blank(
            "before_adoption",
            "a practice is embedded or stopped only after it has been adopted",
            "correct the month, or add the earlier adoption to the file",
        ),
        is_blank(
            "while_adopted",
            "a practice that is adopted is not considered, declined or committed to before it is stopped",
            "correct the month, or add the month in which the practice was stopped",
        ),
        is_blank(
            "peer_misplaced",
            "a peer organisation is given only where the source is peer, and is another one",
            "remove the peer organisation, or correct the source",
        ),
        is_blank(
            "peer_missing",
            "the source peer names the peer organisation",
            "add the code of the organisation that the practice was taken over from",
            Severity.WARNING,
        ),
        is_blank(
            "source_missing",
            "an adoption tells its source",
            "add mandated, programme, self or peer: without it nobody can tell push from pull",
            Severity.WARNING,
        ),
    ),
    derived={
        "event_month": _MONTH.date_sql(),
        "fidelity": f"case when ({_FIDELITY}) between 0 and 1 then {_FIDELITY} end",
        "month_malformed": malformed_dates_sql(_MONTH),
        "date_implausible": implausible_dates_sql(_MONTH),
        "future_month": future_dates_sql(_MONTH, HAS_COME),
        "fidelity_malformed": malformed_value_sql(
            "fidelity_text", f"case when ({_FIDELITY}) between 0 and 1 then 1 end"
        ),
        # never quote the value: it may be patient data
        "contact_holds_number": (
            "case when regexp_matches(regexp_replace(contact, '[ ()+-]', '', 'g'), '[0-9]{7}') "
            "then 'a number of seven digits or more' end"
        ),
        "adopted_twice": (
            f"case when {_COUNTS} and event = 'adopted' and {_IS_LIVE} and not {_this_month('stopped')} "
            f"then {_EVENT_AND_MONTH} end"
        ),
        # if this file has no adoption, an older file may have it
        "before_adoption": (
            f"case when {_COUNTS} and event in ('embedded', 'stopped') and {_EVER} and not {_IS_LIVE} "
            f"and not {_this_month('adopted')} then {_EVENT_AND_MONTH} end"
        ),
        "while_adopted": (
            f"case when {_COUNTS} and event in ('considering', 'declined', 'committed') and {_IS_LIVE} "
            f"and not {_this_month('stopped')} then {_EVENT_AND_MONTH} end"
        ),
        "peer_misplaced": (
            "case when source is distinct from 'peer' or peer_organisation = organisation then peer_organisation end"
        ),
        "peer_missing": "case when source = 'peer' and peer_organisation is null then 'blank' end",
        "source_missing": "case when event = 'adopted' and source is null then 'blank' end",
    },
    derived_from={
        "fidelity_malformed": "fidelity_text",
        "contact_holds_number": "contact",
        "adopted_twice": "event",
        "before_adoption": "event",
        "while_adopted": "event",
        "peer_misplaced": "peer_organisation",
        "peer_missing": "peer_organisation",
        "source_missing": "source",
    },
    organisation="organisation",
    organisation_name="organisation",
    keep_derived=("event_month", "fidelity"),
    derived_types={"fidelity": "DOUBLE"},
    is_register=True,
    role_columns=("contact",),
    code_columns=("practice", "organisation", "peer_organisation"),
    register_key=("practice", "organisation", "event", "month_text"),
)
