-- One row per measure, organisation and month: its place among its peers, and the funnel's limits
with ranked as (
    select
        observation.measure,
        observation.organisation,
        observation.month,
        observation.value,
        observation.numerator,
        observation.denominator,
        peer.peer_kind,
        measure.direction,
        measure.service,
        count(*) over peers as peers,
        rank() over best_first as rank,
        count(*) over (
            partition by observation.measure, peer.peer_kind, observation.month, observation.value
        ) as tied,
        1 - percent_rank() over best_first as percentile,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    inner join core.peer as peer
        on peer.organisation = observation.organisation
        and peer.kind = measure.kind
        and peer.month = observation.month
    window
        peers as (partition by observation.measure, peer.peer_kind, observation.month),
        best_first as (
            partition by observation.measure, peer.peer_kind, observation.month
            order by if(measure.direction = 'decrease', observation.value, -observation.value)
        )
), measured as (
    select
        ranked.*,
        funnel.centre,
        funnel.phi,
        funnel.tau_squared,
        likely.rank_lower,
        likely.rank_upper,
        asin(sqrt(funnel.centre)) as angle,
        -- With fewer than ten peers the spread between them cannot be estimated
        if(funnel.peers >= 10, sqrt(1 / (4 * ranked.denominator) + funnel.tau_squared), null)
            as spread,
        -- Two-sided 95% and 99.8% quantiles of the normal distribution
        1.959964 * spread as reach_95,
        3.090232 * spread as reach_998,
    from ranked
    left join core.funnel as funnel
        on funnel.measure = ranked.measure
        and funnel.peer_kind = ranked.peer_kind
        and funnel.month = ranked.month
    left join core.rank_range as likely
        on likely.measure = ranked.measure
        and likely.organisation = ranked.organisation
        and likely.month = ranked.month
), limited as (
    -- An angle below 0 or above a right angle would fold back into a wrong share
    select
        *,
        sin(if(reach_95 > angle, 0, angle - reach_95)) ** 2 as lower_95,
        sin(if(reach_95 > pi() / 2 - angle, pi() / 2, angle + reach_95)) ** 2 as upper_95,
        sin(if(reach_998 > angle, 0, angle - reach_998)) ** 2 as lower_998,
        sin(if(reach_998 > pi() / 2 - angle, pi() / 2, angle + reach_998)) ** 2 as upper_998,
    from measured
)
select
    measure,
    organisation,
    month,
    value,
    numerator,
    denominator,
    peer_kind,
    peers::integer as peers,
    rank::integer as rank,
    -- The range always includes the month's own rank
    if(rank_lower > rank, rank, rank_lower)::integer as rank_lower,
    if(rank_upper < rank, rank, rank_upper)::integer as rank_upper,
    if(peers > 1, percentile, null) as percentile,
    if(peers >= 4, 4 - least(floor(percentile * 4), 3), null)::integer as quartile,
    centre,
    lower_95,
    upper_95,
    lower_998,
    upper_998,
    phi as overdispersion,
    tau_squared,
    case
        when spread is null then null
        when value > upper_998 then 'above_998'
        when value > upper_95 then 'above_95'
        when value < lower_998 then 'below_998'
        when value < lower_95 then 'below_95'
        else 'within'
    end as position,
    tied::integer as tied,
    service,
from limited
