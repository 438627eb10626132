-- One row per practice and adopter: its place in the order of adoption, and who followed it
with own as (
    select practice, organisation, min(adopted_month) as adopted_month,
    from core.adoption_state
    group by all
), adopted as (
    select
        monthly.practice,
        monthly.organisation,
        min(monthly.adopted_month) as adopted_month,
    from core.adoption_month as monthly
    inner join own
        on own.practice = monthly.practice
        and own.organisation = monthly.organisation
    where monthly.is_counted
    group by all
    -- A successor that continues its predecessors' adoption is not a new adopter
    having min(monthly.adopted_month) = min(own.adopted_month)
), latest as (
    select practice, at_risk - new_adopters as not_yet,
    from mart.spread
    where area = 'ENGLAND'
    qualify month = max(month) over (partition by practice)
), ranked as (
    select
        adopted.*,
        -- Adopters in the same month share the mean of their places
        rank() over by_month
        + (count(*) over (partition by adopted.practice, adopted.adopted_month) - 1) / 2 as place,
        count(*) over (partition by adopted.practice) as adopters,
        adopters + latest.not_yet as everyone,
    from adopted
    inner join latest on latest.practice = adopted.practice
    window by_month as (partition by adopted.practice order by adopted.adopted_month)
), referred as (
    select practice, peer_organisation as organisation, count(distinct organisation) as referrals,
    from core.adoption_event
    where event = 'adopted' and source = 'peer' and peer_organisation <> organisation
    group by practice, peer_organisation
)
select
    ranked.practice,
    ranked.organisation,
    ranked.adopted_month,
    ranked.place,
    -- Rogers' adopter categories, each given only once enough have adopted to fill it
    case
        when place <= 0.025 * everyone
            then if(adopters >= 0.025 * everyone, 'innovator', null)
        when place <= 0.16 * everyone
            then if(adopters >= 0.16 * everyone, 'early_adopter', null)
        when place <= 0.5 * everyone
            then if(adopters >= 0.5 * everyone, 'early_majority', null)
        when place <= 0.84 * everyone
            then if(adopters >= 0.84 * everyone, 'late_majority', null)
        when adopters = everyone then 'laggard'
    end as category,
    coalesce(referred.referrals, 0)::integer as referrals,
from ranked
left join referred
    on referred.practice = ranked.practice
    and referred.organisation = ranked.organisation
order by ranked.practice, ranked.place, ranked.organisation
