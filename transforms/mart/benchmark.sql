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
        count(*) over peers as peers,
        rank() over best_first as rank,
        1 - percent_rank() over best_first as percentile,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    inner join core.peer as peer on peer.organisation = observation.organisation
    window
        peers as (partition by observation.measure, peer.peer_kind, observation.month),
        best_first as (
            partition by observation.measure, peer.peer_kind, observation.month
            order by if(measure.direction = 'decrease', observation.value, -observation.value)
        )
), limited as (
    select
        ranked.*,
        funnel.phi,
        funnel.tau_squared,
        asin(sqrt(funnel.centre)) as centre_angle,
        -- Under ten peers the spread between them cannot be told
        if(funnel.peers >= 10, sqrt(1 / (4 * ranked.denominator) + funnel.tau_squared), null) as spread,
        funnel.centre,
    from ranked
    left join core.funnel as funnel
        on funnel.measure = ranked.measure
        and funnel.peer_kind = ranked.peer_kind
        and funnel.month = ranked.month
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
    if(peers > 1, percentile, null) as percentile,
    if(peers >= 4, 4 - least(floor(percentile * 4), 3), null)::integer as quartile,
    centre,
    -- An angle below 0 or above a right angle would fold back into a share that is not there
    sin(greatest(centre_angle - 1.959963984540054 * spread, 0)) ** 2 as lower_95,
    sin(least(centre_angle + 1.959963984540054 * spread, pi() / 2)) ** 2 as upper_95,
    sin(greatest(centre_angle - 3.090232306167813 * spread, 0)) ** 2 as lower_998,
    sin(least(centre_angle + 3.090232306167813 * spread, pi() / 2)) ** 2 as upper_998,
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
from limited
