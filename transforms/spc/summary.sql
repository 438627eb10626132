-- One row per series of `holdgain spc`: the columns of NHSRplotthedots, then Holdgain's own
select
    summary.measure as series_id,
    summary.places as n,
    summary.phases as n_groups,
    summary.last_month as last_date,
    summary.last_value as last_y,
    coalesce(summary.mean, 'nan'::double) as mean,
    coalesce(summary.lower_limit, 'nan'::double) as lpl,
    coalesce(summary.upper_limit, 'nan'::double) as upl,
    summary.target,
    summary.rule_set_variation as variation_type,
    summary.rule_set_icon || '.svg' as variation_icon,
    summary.rule_set_assurance as assurance_type,
    case summary.rule_set_assurance
        when 'consistent_pass' then 'pass.svg'
        when 'consistent_fail' then 'fail.svg'
        else summary.rule_set_assurance || '.svg'
    end as assurance_icon,
    summary.special_points as n_special,
    summary.rule_set,
    upper(summary.is_trial::varchar) as is_trial,
    summary.gaps,
    summary.blanks,
    summary.refusal,
    summary.sentence,
from mart.spc_summary as summary
inner join core.spc_option as option on option.measure = summary.measure
order by option.series
