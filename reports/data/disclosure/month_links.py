"""Links between the months of two measures at one organisation, from the relation of the measures.

A hidden figure is safe if it could be another number and everything that is shown would still be true. So either every
sum that it is in is hidden too, or another part of that sum, which could make up for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import asdict, dataclass, replace

import duckdb

from reports.data.disclosure.row_tables import create_row_table
from reports.data.disclosure.windows import Window

EVER = 1200
"""Months in either direction: no series is longer than a century."""
EVERYWHERE = ("",)
"""In place of organisations: a link at all of them."""


@dataclass(frozen=True)
class MonthLink:
    """A figure helps to work out those of another measure in the months from `first` to `last` after it.

    With `is_part`, that one is a sum that holds it. Without an organisation it is so at all of them.
    """

    measure: str
    to_measure: str
    first: int = 0
    last: int = 0
    is_part: bool = True
    organisation: str = ""


def link_each_other(measures: Set[str]) -> set[MonthLink]:
    """Parts of one sum: any of them could make up for any other."""
    return {MonthLink(measure, other) for measure in measures for other in measures if measure != other}


def link_to_sum(part: str, total: str, window: Window) -> set[MonthLink]:
    """From a month to the sums of months that hold it. The same number dated by another month is linked both ways."""
    links = {MonthLink(part, total, -window.last, -window.first)}
    if window.is_one_month:
        links.add(MonthLink(total, part, window.first, window.last))
    return links


def link_to_running(part: str, running: str) -> set[MonthLink]:
    """Every later total that runs on would disclose the month; the totals before are hidden with them."""
    return {MonthLink(part, running, 0, EVER), MonthLink(part, running, -EVER, -1, is_part=False)}


def link_one(part: str, total: str, window: Window) -> set[MonthLink]:
    """Of two measures, one is the other in a window; the rise of a number that runs on is its part."""
    return link_to_running(total, part) if window.is_rise else link_to_sum(part, total, window)


def link_wholes_by_months(parts: Set[str], wholes: Set[str], window: Window) -> set[MonthLink]:
    """Parts add up to wholes in a window: the rise of a stock, a year. Published measures are not among the wholes."""
    links = link_each_other(parts)
    if len(parts) > 1 or window.is_rise:
        # otherwise they are the parts of a sum of months, which is hidden with either
        links |= link_each_other(wholes)
    for whole in wholes - parts if len(wholes) == 1 else ():
        if window.is_rise and len(parts) == 1:
            [part] = parts
            links |= link_to_running(part, whole)
        else:
            # a small stock follows from any other and from what was gained and lost between the two
            is_part = not window.is_rise
            links |= {MonthLink(whole, part, -window.last, -window.first, is_part) for part in parts}
    return links


def link_parts_by_months(parts: Set[str], wholes: Set[str], window: Window) -> set[MonthLink]:
    """Parts in a window add up to wholes: rolling years to that of all, totals since April to a monthly number."""
    links = link_each_other(wholes)
    if window.is_rise or not wholes:
        links |= link_each_other(parts)
    if not window.is_rise or len(wholes) == 1:
        links |= {link for part in parts for whole in wholes - parts for link in link_one(part, whole, window)}
    return links


def place_links(links: Iterable[MonthLink], organisations: Iterable[str]) -> Iterator[MonthLink]:
    """The same links at these organisations alone."""
    places = tuple(organisations)
    return (replace(link, organisation=place) for link in links for place in places)


def create_month_links(con: duckdb.DuckDBPyConnection, links: Iterable[MonthLink]) -> None:
    """Make `disclosure.month_link`: where a link is everywhere, without the same link at some organisations."""
    every = set(links)
    wide = {link for link in every if not link.organisation or replace(link, organisation="") not in every}
    rows = [asdict(link) for link in sorted(wide, key=lambda link: tuple(asdict(link).values()))]
    text, number = "VARCHAR", "BIGINT"
    types = {"measure": text, "to_measure": text, "first": number, "last": number, "is_part": "BOOLEAN"}
    create_row_table(con, "links_in", {**types, "organisation": text}, rows)
    con.execute("create table disclosure.month_link as select * from links_in")
