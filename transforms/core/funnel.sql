-- One row per measure, kind of peer and month of shares: the funnel's centre and over-dispersion
with share as (
    select
        observation.measure,
        peer.peer_kind,
        observation.month,
        observation.numerator,
        observation.denominator,
    from core.observation as observation
    inner join core.measure as measure on measure.measure = observation.measure
    inner join core.peer as peer
        on peer.organisation = observation.organisation
        and peer.kind = measure.kind
        and peer.month = observation.month
    where
        measure.unit = 'share'
        and observation.denominator > 0
        and observation.numerator between 0 and observation.denominator
), centre as (
    select
        measure,
        peer_kind,
        month,
        count(*)::integer as peers,
        sum(numerator order by numerator) / sum(denominator order by denominator) as centre,
    from share
    group by all
), scored as (
    select
        share.measure,
        share.peer_kind,
        share.month,
        centre.centre,
        4 * share.denominator as weight,
        (asin(sqrt(share.numerator / share.denominator)) - asin(sqrt(centre.centre))) * sqrt(weight)
            as score,
    from share
    inner join centre
        on centre.measure = share.measure
        and centre.peer_kind = share.peer_kind
        and centre.month = share.month
), tails as (
    select
        measure,
        peer_kind,
        month,
        quantile_cont(score, 0.1) as lower_score,
        quantile_cont(score, 0.9) as upper_score,
    from scored
    group by all
), dispersed as (
    -- Spiegelhalter 2005: scores winsorised by a tenth at each end
    select
        scored.measure,
        scored.peer_kind,
        scored.month,
        any_value(scored.centre) as centre,
        count(*)::integer as peers,
        -- Summed in a fixed order: otherwise the last bit differs between builds
        avg(
            least(greatest(scored.score, tails.lower_score), tails.upper_score) ** 2
            order by scored.score
        ) as phi,
        sum(scored.weight order by scored.weight) as weights,
        sum(scored.weight ** 2 order by scored.weight) as squared_weights,
    from scored
    inner join tails
        on tails.measure = scored.measure
        and tails.peer_kind = scored.peer_kind
        and tails.month = scored.month
    group by all
)
select
    measure,
    peer_kind,
    month,
    peers,
    centre,
    phi,
    case
        when peers < 2 or peers * phi < peers - 1 then 0
        else (peers * phi - (peers - 1)) / (weights - squared_weights / weights)
    end as tau_squared,
from dispersed
