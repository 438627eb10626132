-- One row per declared convention, of which there is one: who is missing from a total, and when a total is flagged
select
    -- Between the last month with figures and the next loaded month; the plausibility checks look back as far
    12::integer as months_back,
    -- A missing organisation is awaited this long; after that it has closed or moved without the registers saying so
    3::integer as months_awaited,
    -- Share of the total missing altogether: less cannot move a share by the 0.1 points to which it is printed
    0.001::double as least_share,
    'Declared convention' as source,
