-- One row per measure, organisation and month of the newest thirteen: the range of its likely rank
with compared as (
    select
        observation.measure,
        observation.organisation,
        observation.month,
        peer.peer_kind,
        if(measure.direction = 'decrease', -observation.value, observation.value) as score,
        score - avg(score order by score) over (
            partition by observation.measure, peer.peer_kind, observation.month
        ) as away,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    inner join core.peer as peer
        on peer.organisation = observation.organisation
        and peer.kind = measure.kind
        and peer.month = observation.month
    where measure.unit <> 'count' and measure.direction <> 'neutral'
), moved as (
    select
        *,
        if(
            date_diff('month', lag(month) over months, month) = 1,
            abs(away - lag(away) over months),
            null
        ) as moving_range,
    from compared
    window months as (partition by measure, organisation, peer_kind order by month)
), spread as (
    -- Month-to-month variation without a lasting change: chance and beyond; 1.128 converts mean moving range to sigma
    select
        *,
        -- Six moves is a convention (docs/spc.md)
        if(count(moving_range) over two_years >= 6, avg(moving_range) over two_years / 1.128, null)
            as deviation,
    from moved
    window
        two_years as (
            partition by measure, organisation, peer_kind order by month
            range between interval 23 months preceding and current row
        )
), newest as (
    select measure, max(month) as month
    from core.observation
    group by measure
), held as (
    select
        spread.*,
        coalesce(
            spread.deviation,
            median(spread.deviation) over (
                partition by spread.measure, spread.peer_kind, spread.month
            )
        ) as peer_deviation,
    from spread
    inner join newest
        on newest.measure = spread.measure and date_diff('month', spread.month, newest.month) < 13
), paired as (
    -- Deviations by which a peer is ahead: of the organisation as it is, and at the ends of its 90% interval (1.645)
    select
        own.measure,
        own.organisation,
        own.month,
        unnest(['middle', 'best', 'worst']) as place,
        unnest(
            [
                peer.score - own.score,
                peer.score - own.score - 1.645 * own.deviation,
                peer.score - own.score + 1.645 * own.deviation
            ]
        ) as ahead,
        if(
            peer.peer_deviation > 0,
            least(greatest(ahead / peer.peer_deviation, -8), 8),
            8 * sign(ahead)
        ) as deviations,
        -- The normal distribution function to within 0.0002 (Page 1977)
        1 / (1 + exp(-1.5976 * deviations - 0.07056 * deviations ** 3)) as chance,
    from held as own
    inner join held as peer
        on peer.measure = own.measure
        and peer.peer_kind = own.peer_kind
        and peer.month = own.month
        and peer.organisation <> own.organisation
    where own.deviation is not null
), summed as (
    select
        measure,
        organisation,
        month,
        1 + sum(chance order by chance) filter (where place = 'middle') as middle,
        1 + sum(chance order by chance) filter (where place = 'best') as best,
        1 + sum(chance order by chance) filter (where place = 'worst') as worst,
        sum(chance * (1 - chance) order by chance * (1 - chance)) filter (where place = 'middle') as variance,
        count(*) filter (where place = 'middle') + 1 as peers,
    from paired
    group by all
)
select
    measure,
    organisation,
    month,
    middle as expected_rank,
    greatest(round(middle - sqrt((middle - best) ** 2 + 1.645 ** 2 * variance)), 1)::integer
        as rank_lower,
    least(round(middle + sqrt((worst - middle) ** 2 + 1.645 ** 2 * variance)), peers)::integer
        as rank_upper,
from summed
