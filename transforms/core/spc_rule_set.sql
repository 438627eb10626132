-- One row per named set of SPC rules, each reproducing one of the tools in use
select *
from (values
    -- NHSRplotthedots 0.2.2, reproduced exactly; some trusts use shifts of 6 or 8 points
    ('ptd', 7, 7, true, 1, 1, true, false, false, 2.66),
    ('ptd_shift_6', 6, 7, true, 1, 1, true, false, false, 2.66),
    ('ptd_shift_8', 8, 7, true, 1, 1, true, false, false, 2.66),
    -- Making Data Count's Excel tool: no moving ranges are screened, no limits are drawn below 13 points.
    -- Its rule of two in three changed in November 2023; names without a date follow the tool of today
    ('mdc_excel_before_2023_11', 7, 7, false, 13, 13, false, true, false, 2.66),
    ('mdc_excel_2023_11', 7, 7, false, 13, 13, false, true, true, 2.66),
    ('mdc_excel', 7, 7, false, 13, 13, false, true, true, 2.66),
    ('mdc_excel_shift_6', 6, 7, false, 13, 13, false, true, true, 2.66),
    ('mdc_excel_shift_8', 8, 7, false, 13, 13, false, true, true, 2.66),
    -- The I chart of qicharts2: exactly three sigma, where 2.66 is rounded
    ('i_chart', 7, 7, true, 1, 1, false, false, false, 3 / 1.128),
) as named (
    rule_set,
    shift_points,
    trend_points,
    screens_moving_ranges,
    points_for_limits,
    points_for_icon,
    -- After a trend, a tie and another trend, ptd marks the first trend's last point as decreasing
    reads_tie_as_falling,
    -- When the last point belongs to both an improvement and a deterioration, the icon shows the improvement
    prefers_improvement,
    -- Making Data Count's tool since November 2023: a point beyond a limit is also beyond two sigma
    counts_outside_as_near,
    -- Factor from the mean moving range to a limit
    reach_per_range
)
