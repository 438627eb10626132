"""What a contract computes: measures, the areas that figures are added up to, and who is compared with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Chart = Literal["xmr", "p_prime", "run", "c", "u", "u_prime", "g", "t"]


@dataclass(frozen=True)
class Measure:
    """One measure computed from an extract: sums of row expressions, or a percentile of weekly bands.

    `numerator` and `denominator` are SQL expressions over one row, summed over the rows that match `where`. With a
    `percentile` (0 to 1), the value in weeks is interpolated from the summed `bands` (lower bounds 0, 1, 2 ... weeks);
    it cannot be computed if it falls in one of the `open_bands`. `chart` is XmR, which boards know, by default; the
    mart switches series of rare events to a suitable chart. `beside` is a second chart of the same months.
    `is_at_month_end` marks those waiting at the month's end, as opposed to events during the month. `axis_title` says
    what a chart's vertical axis shows, where unit and noun do not. `for_patients` ends the sentence "83 in every 100 …"
    of the page for patients, for a share that they would ask about; other measures have no such page. A measure with a
    `service_description` is computed for each service of the extract too; it takes the description's place there.
    """

    name: str
    title: str
    unit: Literal["share", "count", "weeks"]
    direction: Literal["increase", "decrease", "neutral"]
    description: str
    numerator: str
    denominator: str | None = None
    where: str = "true"
    percentile: float | None = None
    bands: tuple[str, ...] = ()
    open_bands: tuple[str, ...] = ()
    minimum_denominator: float = 1
    noun: str = ""
    chart: Chart = "xmr"
    beside: Literal["p_prime"] | None = None
    is_at_month_end: bool = False
    axis_title: str = ""
    for_patients: str = ""
    service_description: str = ""


@dataclass(frozen=True)
class Area:
    """The area an organisation belongs to: SQL over a row for the area's kind, code and name."""

    kind: str
    code: str
    name: str


@dataclass(frozen=True)
class NamedArea:
    """An area that rows name without a code, in a column that only some layouts have; registers know its code."""

    kind: str
    column: str


@dataclass(frozen=True)
class PeerSplit:
    """Divides NHS trusts into peers: those that report a measure of the extract, and those that do not.

    `label` and `noun` name what the first have: 'type 1' and 'department' give the peers 'trust with type 1', in words
    'NHS trusts with a type 1 department'.
    """

    measure: str
    label: str
    noun: str
