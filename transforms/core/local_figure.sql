-- One row per local measure, organisation and month, as last sent; `fault` says why a figure is left out
with latest as (
    select *
    from staging.measures
    qualify row_number() over (partition by measure, organisation, observed_month order by load_id desc) = 1
)
select
    latest.measure,
    latest.organisation,
    latest.observed_month as month,
    latest.numerator,
    latest.denominator,
    case
        when latest.denominator is null and measure.unit <> 'share' then latest.numerator
        -- a rate is per 1,000; a count stays one, whatever stands beside it
        when measure.unit = 'rate' then 1000 * latest.numerator / nullif(latest.denominator, 0)
        when measure.unit = 'count' then latest.numerator
        else latest.numerator / nullif(latest.denominator, 0)
    end as value,
    case
        when latest.measure in (select taken.measure from staging.measure as taken) then 'name_is_taken'
        when measure.measure is null then 'measure_not_defined'
        when organisation.organisation is null then 'unknown_organisation'
        when measure.unit = 'share' and latest.numerator is not null and latest.denominator is null
            then 'share_without_denominator'
        when measure.unit = 'share' and latest.numerator > latest.denominator then 'share_above_one'
    end as fault,
    latest.load_id,
    latest.row,
from latest
left join core.measure as measure
    on measure.measure = latest.measure and measure.kind = 'measures'
left join core.organisation as organisation on organisation.organisation = latest.organisation
order by measure, organisation, month
