-- One row per fault of a register that shows only against other registers and the figures, in plain words
with newest as (
    select max(month) as month from core.observation
), event as (
    select
        told.*,
        step.fault,
        practice.programme,
        programme.starts,
        programme.title as programme_title,
        organisation.closed,
        organisation.successor,
        monthname(told.month) || ' ' || year(told.month) as month_name,
    from core.adoption_event as told
    inner join core.adoption_step as step
        on step.practice = told.practice
        and step.organisation = told.organisation
        and step.month = told.month
        and step.event = told.event
    left join core.practice as practice on practice.practice = told.practice
    left join core.programme as programme on programme.programme = practice.programme
    left join core.organisation as organisation on organisation.organisation = told.organisation
), merged as (
    select predecessor as organisation, min(effective) as month
    from staging.successions
    group by all
), balancing as (
    select
        registered.load_id,
        registered.row,
        practice.practice,
        unnest(practice.balancing_measures) as measure,
    from core.practice as practice
    inner join staging.practices as registered on registered.practice = practice.practice
), named as (
    -- An unknown code is worse in an adoption, which is counted, than in a list of those that could adopt
    select 'adoptions' as kind, 'critical' as severity, load_id, row, practice, organisation from event
    union all by name
    select 'eligibility' as kind, 'warning' as severity, load_id, row, practice, organisation from staging.eligibility
    union all by name
    select 'cohorts' as kind, 'warning' as severity, load_id, row, null as practice, organisation from staging.cohorts
), problem as (
    select
        'practices' as kind, load_id, row, practice, null as organisation,
        'unknown_programme' as rule, 'critical' as severity,
        format('The practice is of the programme {}, which is not registered.', programme) as message,
        'Add the programme to the register of programmes, or correct its short name.' as advice,
    from staging.practices as registered
    where programme not in (select programme from core.programme)
    union all by name
    select
        'practices' as kind, registered.load_id, registered.row, practice.practice,
        'unknown_measure' as rule, 'critical' as severity,
        format('Its measure {} does not exist, so no gain can be told.', practice.measure) as message,
        'Name a measure as in core.measure, or define it with a file of measure definitions.' as advice,
    from core.practice as practice
    inner join staging.practices as registered on registered.practice = practice.practice
    where practice.measure not in (select measure from core.measure)
    union all by name
    select
        'practices' as kind, registered.load_id, registered.row, registered.practice,
        'direction_contradicts_measure' as rule, 'critical' as severity,
        format(
            'Better is an {} by the register, but a {} by the measure {}.',
            registered.direction, measure.direction, measure.measure
        ) as message,
        'Correct the direction in the register of practices, or name another measure.' as advice,
    from staging.practices as registered
    inner join core.measure as measure on measure.measure = registered.measure
    where measure.direction <> 'neutral' and measure.direction <> registered.direction
    union all by name
    select
        'practices' as kind, load_id, row, practice,
        'unknown_balancing_measure' as rule, 'warning' as severity,
        format('Its balancing measure {} does not exist, so it cannot be watched.', measure) as message,
        'Name a measure as in core.measure, with semicolons between several, or define it.' as advice,
    from balancing
    where measure not in (select measure from core.measure)
    union all by name
    select
        kind, load_id, row, practice, organisation,
        'unknown_practice' as rule, severity,
        format('The practice {} is not registered.', practice) as message,
        'Add the practice to the register of practices, or correct its short name.' as advice,
    from named
    where practice not in (select practice from core.practice)
    union all by name
    select
        kind, load_id, row, practice, organisation,
        'unknown_organisation' as rule, severity,
        format('The organisation {} is in no register and in no figures.', organisation) as message,
        'Correct the code, or add the organisation to the register of organisations.' as advice,
    from named
    where organisation not in (select organisation from core.organisation)
    union all by name
    select
        'adoptions' as kind, load_id, row, practice, organisation,
        'unknown_peer' as rule, 'warning' as severity,
        format('The peer organisation {} is in no register and in no figures.', peer_organisation) as message,
        'Correct the code of the peer, or add it to the register of organisations.' as advice,
    from event
    where peer_organisation not in (select organisation from core.organisation)
    union all by name
    select
        'adoptions' as kind, load_id, row, practice, organisation,
        'adopted_before_programme' as rule, 'warning' as severity,
        format(
            'It adopted in {}, before the programme {} started in {} {}.',
            month_name, programme_title, monthname(starts), year(starts)
        ) as message,
        'Correct the month, or the start of the programme; as it stands it counts from that month.' as advice,
    from event
    where event = 'adopted' and month < date_trunc('month', starts)
    union all by name
    select
        'adoptions' as kind, load_id, row, practice, organisation,
        'adopted_in_future' as rule, 'warning' as severity,
        format('It adopted in {}, after the newest month of any figures.', month_name) as message,
        'Correct the month, or record the plan as committed until it has happened.' as advice,
    from event, newest
    where event.event = 'adopted' and event.month > newest.month
    union all by name
    select
        'adoptions' as kind, load_id, row, practice, organisation,
        'not_eligible' as rule, 'warning' as severity,
        format('It adopted in {}, when it was not eligible by the register.', month_name) as message,
        'Add the organisation to the register of eligibility, or correct one of the months.' as advice,
    from event
    where
        event = 'adopted'
        and practice in (select practice from core.eligibility)
        and not exists (
            select 1 from core.eligibility as eligible
            where
                eligible.practice = event.practice
                and eligible.organisation = event.organisation
                and event.month between eligible.from_month and coalesce(eligible.to_month, event.month)
        )
    union all by name
    select
        'adoptions' as kind, event.load_id, event.row, event.practice, event.organisation,
        'closed_before_adoption' as rule, 'warning' as severity,
        format(
            'It adopted in {}, but had closed or merged{} by then.',
            event.month_name, coalesce(' into ' || event.successor, '')
        ) as message,
        'Correct the month, or register the adoption for the organisation that took over.' as advice,
    from event
    left join merged on merged.organisation = event.organisation
    where event.event = 'adopted' and (event.closed < event.month or merged.month <= event.month)
    union all by name
    select
        'adoptions' as kind, load_id, row, practice, organisation, fault as rule, 'warning' as severity,
        case fault
            when 'adopted_twice'
                then format('It adopted in {} although it had not stopped since it last adopted.', month_name)
            when 'before_adoption'
                then format('It is down as {} in {}, but no adoption before that is registered.', event, month_name)
            else format('It is down as {} in {}, when it had adopted and not stopped.', event, month_name)
        end as message,
        'Add the event that is missing, or take the row back by sending it again with the source withdrawn; '
        || 'until then it moves nothing.' as advice,
    from event
    where fault is not null
    union all by name
    select
        'measures' as kind, load_id, row, organisation, fault as rule, 'critical' as severity,
        case fault
            when 'name_is_taken' then format('The local measure {} has the name of a published measure.', measure)
            when 'measure_not_defined' then format('The local measure {} is not defined.', measure)
            when 'unknown_organisation'
                then format('The organisation {} is in no register and in no figures.', organisation)
            when 'share_without_denominator'
                then format('The share {} has no denominator in {} {}.', measure, monthname(month), year(month))
            else format('The share {} is above 1 in {} {}.', measure, monthname(month), year(month))
        end as message,
        case fault
            when 'name_is_taken' then 'Send it under a name of its own; the figure is left out.'
            when 'measure_not_defined' then 'Send its definition; until then the figure is left out.'
            when 'unknown_organisation'
                then 'Correct the code, or add the organisation to the register; until then the figure is left out.'
            else 'Correct the figure at its source; until then it is left out.'
        end as advice,
    from core.local_figure
    where fault is not null
    union all by name
    select
        'measure_definitions' as kind, load_id, row,
        'name_is_taken' as rule, 'critical' as severity,
        format('The definition of {} has the name of a published measure, and is left out.', measure) as message,
        'Define the local measure under a name of its own.' as advice,
    from staging.measure_definitions
    where measure in (select measure from staging.measure)
    union all by name
    select
        named_area.source_kind as kind, area_name.load_id,
        'unknown_board' as rule, 'warning' as severity,
        format(
            'No register and no extract has a code for {}, so their organisations add up to no area of that name.',
            string_agg(distinct area_name.name, '; ' order by area_name.name)
        ) as message,
        'Send the ODS file of boards (eother), or a local list with the code and this name.' as advice,
    from core.area_name as area_name
    inner join (select distinct load_id, source_kind from staging.named_area) as named_area
        on named_area.load_id = area_name.load_id
    where area_name.area is null
    group by named_area.source_kind, area_name.load_id
)
select kind, load_id, row, practice, organisation, rule, severity, message, advice
from problem
order by kind, load_id, row, rule
