"""Areas that send other measures than their members: what their figures would be, as sums of those of the members.

Where boards send `falls_quarter` and only their sites send `falls`, the quarter is that of a sum which nobody sent. So
relations are also looked for with such sums in place of the area's own figures. Nobody publishes them: a member is
linked straight to what its area's sum is linked to.
"""

from __future__ import annotations

SUMMED_MEMBER = """
    create table disclosure.summed_member as
    select member.measure, member.part as organisation, member.month, member.total as area, member.known_from,
        level.level
    from disclosure.member as member
    -- where a trust and some of its sites send the same, an area may be the sum of trusts or of sites
    join (values ('least'), ('largest')) as level(level)
        on if(level.level = 'least', member.is_least, member.is_largest)
    -- an area without figures has none that its members could be worked out from
    semi join (
        select organisation from disclosure.figure
        union
        select organisation from disclosure.public_number
    ) as sent on sent.organisation = member.total
    anti join disclosure.figure as own on own.measure = member.measure and own.organisation = member.total
    qualify level.level = 'least'
        or bool_or(not member.is_least or not member.is_largest) over (partition by member.total)
"""
"""The members of an area of each measure that it sends no figures of: the least, and the largest where those differ."""

SUMMED_FIGURE = """
    create table disclosure.summed_figure as
    select member.measure, member.area as organisation, member.month, member.level, figure.unit,
        sum(figure.numerator) as numerator, sum(figure.denominator) as denominator
    from disclosure.summed_member as member join disclosure.figure as figure using (measure, organisation, month)
    where figure.is_now
    group by all
"""
"""Sums of their present figures."""
