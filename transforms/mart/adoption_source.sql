-- One row per practice, quarter and source: where the push or pull came from, with Wilson's 95% limits
with first as (
    select practice, organisation, month, source,
    from core.adoption_state
    where month = adopted_month
), quarterly as (
    select
        practice,
        date_trunc('quarter', month)::date as quarter,
        count(*) as adoptions,
        count(source) as sources_known,
        [count_if(source = 'mandated'), count_if(source = 'programme'),
            count_if(source = 'self'), count_if(source = 'peer')] as counts,
    from first
    group by all
), listed as (
    select
        * exclude (counts),
        unnest(['mandated', 'programme', 'self', 'peer']) as source,
        unnest(counts) as adopters,
        adopters / nullif(sources_known, 0) as share,
        -- 1.959964: the two-sided 95% quantile of the normal distribution
        1.959964 ** 2 / sources_known as shift,
        1.959964 * sqrt(share * (1 - share) / sources_known + shift / (4 * sources_known)) as reach,
    from quarterly
)
select
    practice,
    quarter,
    source,
    source in ('self', 'peer') as is_pull,
    adoptions::integer as adoptions,
    sources_known::integer as sources_known,
    adopters::integer as adopters,
    share,
    greatest((share + shift / 2 - reach) / (1 + shift), 0) as lower,
    least((share + shift / 2 + reach) / (1 + shift), 1) as upper,
from listed
order by practice, quarter, source
