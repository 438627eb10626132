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
            -- A local measure may have any number; none is as large as this
            least(abs(away - lag(away) over months), 1e20),
            null
        ) as moving_range,
    from compared
    window months as (partition by measure, organisation, peer_kind order by month)
), spread as (
    -- Month-to-month variation without a lasting change: chance and beyond; 1.128 converts mean moving range to sigma
    select
        *,
        -- Six moves is a convention (docs/spc.md)
        if(
            count(moving_range) over two_years >= 6,
            -- Summed as whole numbers: the last bit of a float's sum over a frame depends on rows of other measures
            sum((moving_range * 1e15)::hugeint) over two_years
            / 1e15
            / count(moving_range) over two_years
            / 1.128,
            null
        ) as deviation,
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
    -- How far a peer is ahead of the organisation, which is at either end of its 90% interval (1.645) or in its middle
    select
        own.measure,
        own.organisation,
        own.month,
        peer.score - own.score as ahead,
        1.645 * own.deviation as reach,
        peer.peer_deviation as deviation,
    from held as own
    inner join held as peer
        on peer.measure = own.measure
        and peer.peer_kind = own.peer_kind
        and peer.month = own.month
        and peer.organisation <> own.organisation
    where own.deviation is not null
), scaled as (
    select
        measure,
        organisation,
        month,
        if(deviation > 0, least(greatest(ahead / deviation, -8), 8), 8 * sign(ahead)) as middle,
        if(deviation > 0, least(greatest((ahead - reach) / deviation, -8), 8), 8 * sign(ahead - reach)) as best,
        if(deviation > 0, least(greatest((ahead + reach) / deviation, -8), 8), 8 * sign(ahead + reach)) as worst,
    from paired
), chanced as (
    -- The normal distribution function to within 0.0002 (Page 1977)
    select
        measure,
        organisation,
        month,
        1 / (1 + exp(-1.5976 * middle - 0.07056 * middle * middle * middle)) as middle,
        1 / (1 + exp(-1.5976 * best - 0.07056 * best * best * best)) as best,
        1 / (1 + exp(-1.5976 * worst - 0.07056 * worst * worst * worst)) as worst,
    from scaled
), summed as (
    -- As whole numbers of a million millionth, whose sum does not depend on their order, and needs no sorting
    select
        measure,
        organisation,
        month,
        1 + sum((middle * 1e12)::bigint) / 1e12 as middle,
        1 + sum((best * 1e12)::bigint) / 1e12 as best,
        1 + sum((worst * 1e12)::bigint) / 1e12 as worst,
        sum((middle * (1 - middle) * 1e12)::bigint) / 1e12 as variance,
        count(*) + 1 as peers,
    from chanced
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
