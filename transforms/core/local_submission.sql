-- One row per local measure, organisation, month and load that has it; `fault` says why a figure is left out
select
    sent.measure,
    sent.organisation,
    sent.observed_month as month,
    sent.numerator,
    sent.denominator,
    case
        when sent.denominator is null and measure.unit <> 'share' then sent.numerator
        -- a rate is per 1,000; a count stays a count, even with a denominator
        when measure.unit = 'rate' then 1000 * sent.numerator / nullif(sent.denominator, 0)
        when measure.unit = 'count' then sent.numerator
        else sent.numerator / nullif(sent.denominator, 0)
    end as value,
    case
        when sent.measure in (select taken.measure from staging.measure as taken) then 'name_is_taken'
        when measure.measure is null then 'measure_not_defined'
        when organisation.organisation is null then 'unknown_organisation'
        when measure.unit = 'share' and sent.numerator is not null and sent.denominator is null
            then 'share_without_denominator'
        when measure.unit = 'share' and sent.numerator > sent.denominator then 'share_above_one'
    end as fault,
    sent.load_id,
    sent.row,
    sent.is_newest as is_last,
from staging.measures_history as sent
left join core.measure as measure
    on measure.measure = sent.measure and measure.kind = 'measures'
left join core.organisation as organisation on organisation.organisation = sent.organisation
order by sent.measure, sent.organisation, sent.observed_month, sent.load_id
