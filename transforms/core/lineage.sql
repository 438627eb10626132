-- One row per organisation and bearer: who represents it, itself or a successor, from when to when
with recursive named as (
    select organisation, opened, closed, last_month
    from core.organisation
    where kind <> 'england'
    union all by name
    (
        select organisation from core.eligibility
        union
        select organisation from core.adoption_event
        union
        select predecessor from core.succession
        union
        select successor from core.succession
        except
        select organisation from core.organisation
    )
), handed as (
    -- A succession ends the predecessor unless it goes on reporting: then it only handed over a part
    select succession.predecessor, succession.successor, succession.month
    from core.succession as succession
    inner join named on named.organisation = succession.predecessor
    where coalesce(named.closed, named.last_month, succession.month)
        < succession.month + interval 1 month
    qualify succession.month = max(succession.month) over (partition by succession.predecessor)
), span as (
    select
        organisation,
        date_trunc('month', opened)::date as from_month,
        least(
            date_trunc('month', closed - interval 1 day),
            (select min(month) from handed where predecessor = named.organisation)
            - interval 1 month
        )::date as to_month,
    from named
), borne as (
    select organisation, organisation as bearer, from_month
    from span
    union
    select
        borne.organisation,
        handed.successor as bearer,
        greatest(borne.from_month, handed.month, span.from_month) as from_month,
    from borne
    inner join handed
        on handed.predecessor = borne.bearer
        and handed.month >= coalesce(borne.from_month, handed.month)
    inner join span on span.organisation = handed.successor
)
select
    borne.organisation,
    borne.bearer,
    min(borne.from_month) as from_month,
    any_value(span.to_month) as to_month,
from borne
inner join span on span.organisation = borne.bearer
where borne.from_month is null
    or span.to_month is null
    or borne.from_month <= span.to_month
group by all
