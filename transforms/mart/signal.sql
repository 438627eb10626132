-- One row per signal of a monthly run: a confirmed change of verdict, a new adopter, an early warning
with verdict as (
    select practice, organisation, month, confirmed_status, is_provisional
    from mart.gain_history
    union all by name
    select practice, null as organisation, month, confirmed_status, is_provisional
    from mart.programme_gain_history
), moved as (
    select
        practice,
        organisation,
        month,
        confirmed_status as status,
        lag(confirmed_status) over runs as was,
    from verdict
    window runs as (partition by practice, organisation order by month)
), changed as (
    select
        practice,
        organisation,
        month,
        if(organisation is null, 'practice_verdict', 'verdict') as kind,
        format(
            'the verdict is now {}{}',
            replace(replace(status, 're_gained', 're-gained'), '_', ' '),
            coalesce(
                ' (it was ' || replace(replace(was, 're_gained', 're-gained'), '_', ' ') || ')', ''
            )
        ) as told,
        case
            when status in ('lost', 'eroding') then 'act'
            when status = 'gain' and was = 'sustained' then 'watch'
            when status in ('gain', 'sustained', 're_gained', 'gain_emerging') then 'good'
            else 'note'
        end as severity,
    from moved
    where status is distinct from was
        and status is not null
        -- The status that everything starts with is not news
        and not (was is null and status in ('too_early', 'not_assessable'))
), joined as (
    select
        practice,
        organisation,
        first_adopted_month as month,
        'new_adopter' as kind,
        'has adopted it' as told,
        'good' as severity,
    from core.adoption
    -- Adoptions registered in advance have not happened yet
    where first_adopted_month <= (select max(month) from core.observation)
), warned as (
    select
        practice,
        organisation,
        month,
        'early_warning' as kind,
        'its latest months lie low'
        || coalesce(
            format('; so do {:.0f}% of the organisations that have not adopted', 100 * false_alarm_rate),
            ''
        ) as told,
        'watch' as severity,
    from mart.early_warning
    where warnings_in_a_row = 1
), signalled as (
    select * from changed
    union all by name
    select * from joined
    union all by name
    select * from warned
)
select
    concat_ws(
        '/',
        signalled.kind,
        signalled.practice,
        signalled.organisation,
        strftime(signalled.month, '%Y-%m')
    )
        as signal,
    signalled.month,
    signalled.organisation,
    signalled.practice,
    practice.measure,
    signalled.kind,
    format(
        '{}, {}: {}.',
        coalesce(organisation.name, signalled.organisation, 'All adopters together'),
        practice.title,
        signalled.told
    ) as sentence,
    signalled.severity,
    upper(signalled.told[1]) || signalled.told[2:] || '.' as finding,
from signalled
inner join core.practice as practice on practice.practice = signalled.practice
left join core.organisation as organisation
    on organisation.organisation = signalled.organisation
order by signalled.month desc, signal
