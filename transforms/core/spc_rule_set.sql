-- One row per named set of SPC rules: what each tool of the field does, made explicit
select *
from (values
    -- NHSRplotthedots 0.2.2, reproduced exactly; its settings 6 and 8 as some trusts use them
    ('ptd', 7, 7, true, 1, 1, true, false, 2.66),
    ('ptd_shift_6', 6, 7, true, 1, 1, true, false, 2.66),
    ('ptd_shift_8', 8, 7, true, 1, 1, true, false, 2.66),
    -- Making Data Count's Excel tool: nothing is screened, nothing is drawn below 13 points
    ('mdc_excel', 7, 7, false, 13, 13, false, true, 2.66),
    ('mdc_excel_shift_6', 6, 7, false, 13, 13, false, true, 2.66),
    ('mdc_excel_shift_8', 8, 7, false, 13, 13, false, true, 2.66),
    -- As qicharts2 draws an I chart: three sigma exactly, where 2.66 is rounded
    ('i_chart', 7, 7, true, 1, 1, false, false, 3 / 1.128),
) as named (
    rule_set,
    shift_points,
    trend_points,
    screens_moving_ranges,
    points_for_limits,
    points_for_icon,
    -- After a trend, a tie and a trend, ptd calls the first trend's last point decreasing
    reads_tie_as_falling,
    -- When the last point speaks for both, the icon shows the improvement
    prefers_improvement,
    -- From the mean moving range to a limit
    reach_per_range
)
