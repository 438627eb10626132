-- One row per practice, kind of area and month: how unevenly the practice has spread
select
    practice,
    area_kind,
    month,
    count(*)::integer as areas,
    avg(coverage order by coverage) as mean_coverage,
    min(coverage) as lowest,
    max(coverage) as highest,
    count_if(coverage > 0)::integer as above_0,
    count_if(coverage > 0.5)::integer as above_half,
    count_if(coverage > 0.9)::integer as above_90,
from mart.spread
where area_kind in ('region', 'SHA') and coverage is not null
group by all
order by practice, area_kind, month
