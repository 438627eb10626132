-- One row per practice, organisation and month: whether it could adopt, had adopted, and still did
with known as (
    -- Parties to a succession are known organisations, like those in a register
    select organisation from core.organisation
    union
    select predecessor from core.succession
    union
    select successor from core.succession
), newest as (
    select
        coalesce(
            (select max(month) from core.observation),
            (select max(month) from core.adoption_event)
        ) as month,
), named as (
    select practice, organisation, from_month, to_month, true as is_eligible
    from core.eligibility
    union all by name
    select practice, organisation, min(month) as from_month, false as is_eligible
    from core.adoption_event
    group by all
), borne as (
    -- What is registered for an organisation applies to its successor from the merger on
    select
        named.practice,
        lineage.bearer as organisation,
        named.organisation as origin,
        named.is_eligible,
        greatest(named.from_month, lineage.from_month) as since,
        least(named.to_month, lineage.to_month, newest.month) as until,
    from named
    inner join core.lineage as lineage on lineage.organisation = named.organisation
    cross join newest
), monthly as (
    select
        practice,
        organisation,
        origin,
        unnest(generate_series(since, until, interval 1 month))::date as month,
        since,
        is_eligible,
    from borne
), part as (
    select
        practice,
        organisation,
        origin,
        month,
        min(since) filter (is_eligible) as eligible_since,
        min(since) as since,
        bool_or(is_eligible) as is_eligible,
    from monthly
    group by all
), stood as (
    select
        part.*,
        part.origin = part.organisation as is_own,
        state.month is not null as has_word,
        coalesce(state.is_live, false) as is_live,
        state.adopted_month,
        state.source,
        state.fidelity,
        -- A successor that could adopt before the merger is a party to it
        not is_own
        or coalesce(
            part.eligible_since
            < min(if(part.origin <> part.organisation, part.since, null)) over (
                partition by part.practice, part.organisation, part.month
            ),
            false
        ) as is_party,
    from part
    asof left join core.adoption_state as state
        on state.practice = part.practice
        and state.organisation = part.origin
        and state.month <= part.month
), joined as (
    select
        practice,
        organisation,
        month,
        bool_or(is_eligible) as is_eligible,
        bool_or(is_own and has_word) as has_own_word,
        bool_or(is_live) filter (is_own) as own_is_live,
        any_value(adopted_month) filter (is_own) as own_adopted_month,
        any_value(source) filter (is_own) as own_source,
        any_value(fidelity) filter (is_own) as own_fidelity,
        -- Without events of its own, it has adopted what every party to the merger had adopted
        bool_and(is_live) filter (is_party) as all_are_live,
        if(
            bool_and(adopted_month is not null) filter (is_party),
            max(adopted_month) filter (is_party),
            null
        ) as all_adopted_month,
        if(count(distinct source) filter (is_party) = 1, min(source) filter (is_party), null)
            as shared_source,
        avg(fidelity order by fidelity) filter (is_party) as mean_fidelity,
    from stood
    group by all
)
select
    practice,
    organisation,
    month,
    is_eligible,
    -- Without a register of who could adopt, count those that did, except codes unknown to everything else
    is_eligible
    or (
        practice not in (select practice from core.eligibility)
        and organisation in (select organisation from known)
    ) as is_counted,
    coalesce(if(has_own_word, own_is_live, all_are_live), false) as is_live,
    least(own_adopted_month, all_adopted_month) as adopted_month,
    if(has_own_word, own_source, shared_source) as source,
    if(has_own_word, own_fidelity, mean_fidelity) as fidelity,
from joined
