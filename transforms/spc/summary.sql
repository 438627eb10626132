-- One row per series of `holdgain spc`: the columns of NHSRplotthedots, then Holdgain's own
select
    summary.measure as series_id,
    summary.places as n,
    summary.phases as n_groups,
    summary.last_month as last_date,
    coalesce(summary.last_value, if(ghosts.last_month = summary.last_month, ghosts.last_value, null)) as last_y,
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
    -- A ghost has a value, although not for the limits
    if(
        ghosts.last_month = summary.last_month,
        regexp_replace(
            summary.sentence,
            '^No value for .*, the latest[.]',
            'The latest point is left out of the limits.'
        ),
        summary.sentence
    ) as sentence,
    -- What to show: nothing with trial limits, or limits that would mislead
    summary.variation as guarded_variation,
    summary.variation_icon || '.svg' as guarded_variation_icon,
    summary.assurance as guarded_assurance,
    summary.assurance_icon || '.svg' as guarded_assurance_icon,
    coalesce(ghosts.points, 0) as ghosts,
    option.period,
    summary.assurance_refusal,
    summary.recent_points,
    summary.recent_reached,
from mart.spc_summary as summary
inner join core.spc_option as option on option.measure = summary.measure
left join (
    select
        series,
        count(*) as points,
        max(month) as last_month,
        arg_max(value, month) as last_value,
    from point
    where is_ghost
    group by all
) as ghosts on ghosts.series = option.series
order by option.series
