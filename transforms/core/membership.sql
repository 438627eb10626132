-- One row per organisation, kind of area and run of months in one area: the area then, and what it is now
with recursive told as (
    -- One area of each kind a month; where two extracts differ, the last one received counts
    select
        organisation,
        area_kind,
        month,
        arg_max(area, (load_id, area)) as area,
    from staging.member
    where area is not null and organisation is not null and area_kind is not null
    group by all
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
    select area_kind, max(month) as month
    from told
    group by all
), stretched as (
    select
        numbered.organisation,
        numbered.area_kind,
        any_value(numbered.area) as area,
        min(numbered.month) as from_month,
        -- It belongs there until it is reported elsewhere, or no longer reported
        max(coalesce(numbered.next_month - interval 1 month, numbered.month))::date as last_month,
        max(numbered.month) = any_value(newest.month) as is_open,
    from numbered
    inner join newest on newest.area_kind = numbered.area_kind
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
