-- One row per declared convention, of which there is one: who is absent from a total, when a total is flagged for it
select
    -- Between the last month with figures and the next that is held; as the plausibility of a file looks back
    12::integer as months_back,
    -- For so long it is awaited; then it has ended or gone elsewhere, unknown to the registers
    3::integer as months_awaited,
    -- Of the total, all absent ones together: less cannot move a share by the 0.1 points in which it is printed
    0.001::double as least_share,
    'Declared convention' as source,
