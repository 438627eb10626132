"""The claims that a page makes about a series: from the record that its sentences, icons and charts are drawn from."""

from __future__ import annotations

from reports.claims.claim import Claim, ClaimValue
from reports.data.peer_levels import PeerLevels
from reports.data.records import PeerStanding, SeriesRecord
from reports.text import standards

LETTERS = {
    "special_cause_improvement": "i",
    "special_cause_concern": "c",
    "special_cause_neutral_high": "n",
    "special_cause_neutral_low": "n",
    "not_judged": "u",
}
"""The colour of a dot, or that its month may have none; all others are common cause."""


def make_claim(series: SeriesRecord, kind: str, *values: ClaimValue) -> Claim:
    return Claim(kind, series.measure.name, series.organisation, "", f"{series.last.month:%Y-%m}", values)


def claim_latest(series: SeriesRecord) -> Claim:
    """The last value, and its change over a month and over a year."""
    value = series.last.value
    before = (series.at(1), series.at(12))
    return make_claim(series, "latest", value, *(value - point.value if point else None for point in before))


def claim_newest(series: SeriesRecord, *, is_behind: bool) -> Claim:
    """Whether others have a newer month, the last month that was reported, and the newest one if it is hidden."""
    is_hidden = bool(series.hidden) and series.hidden[-1] > series.last.month
    hidden = f"{series.hidden[-1]:%Y-%m}" if is_hidden else None
    return make_claim(series, "newest note", is_behind, f"{series.last_reported:%Y-%m}", hidden)


def claim_finding(series: SeriesRecord) -> Claim:
    """What the chart says of the last month: the variation, or a shift of the level."""
    return make_claim(series, "finding", series.variation_icon or "", series.is_shifted, series.chart or "")


def claim_standard(series: SeriesRecord) -> Claim:
    """The standard of the last month: whether it is met, how often lately, and what is expected."""
    standard = series.standard
    if standard is None:
        return make_claim(series, "standard", None, None, None, None, "")
    is_met = standards.meets_standard(series, standard)
    count = (series.recent_reached, series.recent_points) if is_met is not None else (None, None)
    return make_claim(series, "standard", standard.value, is_met, *count, series.assurance or "")


def claim_span(series: SeriesRecord) -> Claim:
    """The months that a chart covers, those that are missing, and those that are hidden."""
    first = f"{series.points[0].month:%Y-%m}"
    return make_claim(series, "span", first, len(series.points), series.missing_months, len(series.hidden))


def claim_dots(series: SeriesRecord) -> Claim:
    """The colour of the dot of each month from the first that is drawn."""
    letters = "".join(LETTERS.get(point.variation, ".") for point in series.points)
    return make_claim(series, "dots", f"{series.points[0].month:%Y-%m}", letters)


def claim_second_dots(series: SeriesRecord) -> Claim:
    """The same on the second chart, whose limits follow each month's number of cases."""
    return claim_dots(series)._replace(kind="second dots")


def claim_rank(series: SeriesRecord, standing: PeerStanding) -> Claim:
    """The place among the peers."""
    places = (standing.rank, standing.peers, standing.tied, standing.rank_lower, standing.rank_upper)
    return make_claim(series, "rank", *places)


def claim_peer_levels(series: SeriesRecord, peers: PeerLevels) -> Claim:
    """The peers in the newest month: how many, their 10th, 50th and 90th percentile, and England."""
    newest = peers.newest
    return make_claim(series, "peer levels", peers.peers, newest.low, newest.median, newest.high, newest.england)


def claim_gap(series: SeriesRecord, target: str, wanted: float, delta: float) -> Claim:
    """What is left to a target: `standard`, `best quarter` or `own best`."""
    return make_claim(series, "gap", target, wanted, delta)
