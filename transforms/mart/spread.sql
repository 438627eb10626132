-- One row per practice, area and month: how far the practice has spread, by sites, size and sustained gain
with standing as (
    select
        adoption.*,
        -- Without a register of who could adopt, no share is given
        registered.practice is not null as has_register,
        is_counted and adoption.is_live as is_adopter,
        is_counted and adoption.adopted_month is not null as has_adopted,
        is_counted and coalesce(adoption.adopted_month = adoption.month, false) as is_new,
        volume.volume,
        gain.status in ('gain', 're_gained', 'sustained') as is_held,
        gain.status is not null as has_verdict,
        is_adopter and coalesce(gain.status <> 'not_assessable', false) as is_assessed,
    from core.adoption_month as adoption
    left join (select distinct practice from core.eligibility) as registered
        on registered.practice = adoption.practice
    left join core.adoption_volume as volume
        on volume.practice = adoption.practice
        and volume.organisation = adoption.organisation
    left join mart.gain_history as gain
        on gain.practice = adoption.practice
        and gain.organisation = adoption.organisation
        and gain.month = adoption.month
), counted as (
    select
        standing.practice,
        area.area,
        area.area_kind,
        standing.month,
        bool_and(has_register) as has_register,
        count_if(is_counted) as organisations,
        count_if(is_adopter) as adopted,
        count_if(has_adopted and not is_adopter) as stopped,
        count_if(has_adopted) as ever_adopted,
        count_if(is_new) as new_adopters,
        count_if(is_counted and (is_new or not has_adopted)) as at_risk,
        count_if(is_live and not is_counted) as adopted_not_eligible,
        count_if(is_adopter and source is not null) as sources_known,
        count_if(is_adopter and source in ('self', 'peer')) as pulled,
        count_if(is_counted and volume is not null) as volumes_known,
        sum(volume order by volume) filter (is_counted) as volume,
        coalesce(sum(volume order by volume) filter (is_adopter), 0) as adopted_volume,
        sum(volume order by volume) filter (is_adopter and fidelity is not null) as faithful_volume,
        sum(volume * fidelity order by volume * fidelity) filter (is_adopter) as effective_volume,
        coalesce(sum(volume order by volume) filter (is_counted and is_held), 0) as held_volume,
        bool_or(has_verdict) as has_verdicts,
        bool_or(is_assessed) as has_assessed,
    from standing
    inner join core.organisation_area as area on area.organisation = standing.organisation
    group by all
    having organisations > 0 or adopted_not_eligible > 0 or area.area = 'ENGLAND'
), shared as (
    select
        *,
        if(has_register, organisations, null) as eligible,
        volumes_known / nullif(organisations, 0) as volume_known_share,
        faithful_volume / nullif(adopted_volume, 0) as fidelity_known_share,
        -- A share by size is given only where the size of at least 80% is known
        if(has_register and volume_known_share >= 0.8, nullif(volume, 0), null) as whole_volume,
        -- If no adopter can be assessed, that does not show that no gain is sustained
        bool_or(has_verdicts) over everywhere
        and (max(adopted) over everywhere = 0 or bool_or(has_assessed) over everywhere)
            as is_judged,
    from counted
    window everywhere as (partition by practice, month)
)
select
    practice,
    area,
    area_kind,
    month,
    eligible::integer as eligible,
    adopted::integer as adopted,
    stopped::integer as stopped,
    ever_adopted::integer as ever_adopted,
    adopted_not_eligible::integer as adopted_not_eligible,
    adopted / nullif(eligible, 0) as coverage,
    adopted_volume / whole_volume as volume_coverage,
    -- Unknown fidelity is taken as the mean of the others, for up to a fifth by size
    case
        when adopted = 0 then 0 / whole_volume
        when fidelity_known_share >= 0.8
            then adopted_volume / whole_volume * effective_volume / faithful_volume
    end as effective_coverage,
    if(is_judged, held_volume / whole_volume, null) as held_coverage,
    new_adopters::integer as new_adopters,
    if(
        count(*) over three_months = 3,
        avg(new_adopters) over three_months,
        null
    ) as new_adopters_3m,
    if(has_register, at_risk, null)::integer as at_risk,
    if(has_register, new_adopters / nullif(at_risk, 0), null) as hazard,
    pulled / nullif(sources_known, 0) as pull_share,
    volume_known_share,
    fidelity_known_share,
from shared
window three_months as (
    partition by practice, area order by month
    range between interval 2 month preceding and current row
)
order by practice, area, month
