"""The SQL of the views through which pages read tables that hidden figures touch; `published.py` makes them."""

from __future__ import annotations

OBSERVATION = """
    select observation.* from warehouse.core.observation as observation
    anti join disclosure.hidden_now as hidden using (measure, organisation, month)
"""
MACROS = """
    create macro round_to_step(number) as (
        select if(rounding_step = 1, number, round(number / rounding_step) * rounding_step) from disclosure.rule
    );
    create macro round_value(unit, numerator, denominator, number) as case
        when (select rounding_step from disclosure.rule) = 1 then number
        when unit = 'count' then round_to_step(number)
        when unit = 'share' then round_to_step(numerator) / nullif(round_to_step(denominator), 0)
        when unit = 'rate' and denominator is not null
            then 1000 * round_to_step(numerator) / nullif(round_to_step(denominator), 0)
        else number
    end
"""
ROUNDED_OBSERVATION = """
    select observation.* replace (
        if(figure.measure is null, numerator, round_to_step(numerator)) as numerator,
        if(figure.measure is null, denominator, round_to_step(denominator)) as denominator,
        if(figure.measure is null, value, round_value(figure.unit, numerator, denominator, value)) as value
    )
    from ({shown}) as observation
    left join (from disclosure.figure select measure, organisation, month, unit where is_now) as figure
        using (measure, organisation, month)
"""
"""A time is not a number of people, so its value is not rounded."""

LOAD = """
    select load.* replace (
        if(extract.is_published_statistics and load.status <> 'quarantined', sha256, '') as sha256
    )
    from warehouse.core.load as load left join warehouse.core.extract as extract using (kind)
"""
"""Someone who knows all of a file except a few small numbers could find them by trying which ones give its hash."""
SHORT_LOAD_ID = "select * replace (split_part(load_id, '-', 1) as load_id) from ({view})"
"""A load id ends with the first digits of the file's hash; pages show only the moment of receipt, which is enough."""
LOCAL_REVISION = """
    select sent.* replace (
        if(first.measure is null, round_to_step(first_numerator), null) as first_numerator,
        if(first.measure is null, round_to_step(first_denominator), null) as first_denominator,
        -- a figure that cannot be used has no value, whatever its numerator is
        if(
            first.measure is null and first_value is not null,
            round_value(measure.unit, first_numerator, first_denominator, first_value),
            null
        ) as first_value,
        if(now.measure is null, round_to_step(revised_numerator), null) as revised_numerator,
        if(now.measure is null, round_to_step(revised_denominator), null) as revised_denominator,
        if(
            now.measure is null and revised_value is not null,
            round_value(measure.unit, revised_numerator, revised_denominator, revised_value),
            null
        ) as revised_value
    ), first.measure is not null as is_first_hidden, now.measure is not null as is_revised_hidden
    from warehouse.core.local_revision as sent
    left join warehouse.core.measure as measure on measure.measure = sent.measure
    left join (from disclosure.hidden where not is_now) as first
        on first.measure = sent.measure and first.organisation = sent.organisation and first.month = sent.month
        and first.load_id = sent.first_load
    left join disclosure.hidden_now as now
        on now.measure = sent.measure and now.organisation = sent.organisation and now.month = sent.month
"""
CHART = """
    select chart.* from warehouse.mart.chart as chart
    anti join (
        from disclosure.closed_series as closed
        -- What passes between months with any event follows from which months have none, and zeros are shown
        anti join (
            select measure, organisation from warehouse.mart.chart
            where basis = 'months' and coalesce(chart, 'g') = 'g'
                and measure not in (select measure from disclosure.linked_series)
                and (select rounding_step from disclosure.rule) = 1
        ) as by_zeros using (measure, organisation)
    ) as closed using (measure, organisation)
"""
SIGNAL = """
    select * from warehouse.mart.signal
    where kind <> 'early_warning' or practice not in (select practice from disclosure.closed_practice)
"""
SPREAD = """
    select spread.* replace ({blanks})
    from warehouse.mart.spread as spread
    left join disclosure.closed_practice as closed using (practice)
"""
VERDICT = """
    select verdict.* replace ({blanks}), closed.practice is not null as is_withheld
    from ({shown}) as verdict
    left join disclosure.closed_practice as closed using (practice)
"""
FEW_PATIENTS = """
    select * exclude (is_few) replace (
        if(is_few, null, patients_affected) as patients_affected,
        if(is_few, null, patients_lower) as patients_lower,
        if(is_few, null, patients_upper) as patients_upper
    )
    from (
        select *, abs(patients_affected) < (select threshold from disclosure.rule)
            and measure in (select measure from disclosure.figure) as is_few
        from warehouse.mart.programme_gain
    )
"""
"""An estimate of few patients is treated like a count of them."""
FEW_IN_WINDOW = """
    select * exclude (is_few) replace (
        if(is_few, null, patients_affected) as patients_affected,
        if(is_few, null, patients_lower) as patients_lower,
        if(is_few, null, patients_upper) as patients_upper
    )
    from (
        select shown.*, abs(shown.patients_affected) < (select threshold from disclosure.rule)
            and practice.measure in (select measure from disclosure.figure) as is_few
        from ({view}) as shown join warehouse.core.practice as practice using (practice)
    )
"""
