-- One row per organisation, kind of area and run of months in one area: the area then, and what it is now
with recursive told as (
    -- One area of each kind a month, the same in all extracts
    select distinct organisation, area_kind, month, area
    from core.placement
), turned as (
    select
        *,
        coalesce(lag(area) over one_kind <> area, true) as is_other,
        lead(month) over one_kind as next_month,
    from told
    window one_kind as (partition by organisation, area_kind order by month)
), numbered as (
    select
        *,
        count(*) filter (is_other)
            over (partition by organisation, area_kind order by month) as stretch,
    from turned
), newest as (
    select source_kind, area_kind, max(month) as month
    from core.placement
    group by all
), still_placed as (
    -- Extracts do not all reach the same month: it is placed still if the newest of any of them places it
    select distinct placement.organisation, placement.area_kind
    from core.placement as placement
    inner join newest
        on newest.source_kind = placement.source_kind
        and newest.area_kind = placement.area_kind
        and newest.month = placement.month
), stretched as (
    select
        numbered.organisation,
        numbered.area_kind,
        any_value(numbered.area) as area,
        min(numbered.month) as from_month,
        -- It belongs there until it is reported elsewhere, or no longer reported
        max(coalesce(numbered.next_month - interval 1 month, numbered.month))::date as last_month,
        any_value(still_placed.organisation) is not null and bool_or(numbered.next_month is null) as is_open,
    from numbered
    left join still_placed
        on still_placed.organisation = numbered.organisation and still_placed.area_kind = numbered.area_kind
    group by numbered.organisation, numbered.area_kind, numbered.stretch
), heir as (
    -- Areas that went wholly to one other; a split area has no heir
    select predecessor as area, successor as heir, month
    from core.merger
    where kind = 'whole'
), followed as (
    select distinct area, area as now, null::date as month from stretched
    union
    select followed.area, heir.heir as now, heir.month
    from followed
    inner join heir on heir.area = followed.now
)
select
    stretched.organisation,
    stretched.area_kind,
    stretched.area,
    stretched.from_month,
    if(stretched.is_open, null, stretched.last_month) as to_month,
    -- Blank where the area was split: codes alone do not show where its members went
    if(
        followed.now in (select predecessor from core.merger where kind in ('split', 'circle')),
        null,
        followed.now
    ) as area_now,
from stretched
inner join followed on followed.area = stretched.area
qualify row_number() over (
    partition by stretched.organisation, stretched.area_kind, stretched.from_month
    order by followed.month desc nulls last
) = 1
order by stretched.organisation, stretched.area_kind, stretched.from_month
