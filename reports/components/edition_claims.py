"""The claims that a page makes about many series or files at once: counts, lists and places in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.components import series_claims
from reports.data.chart_limits import RebaseRecord
from reports.data.records import SeriesRecord
from reports.text.changes import ChangeTally, NewSignal, StandardMetCount


def claim_trusts_met(measure: str, month: date, count: StandardMetCount) -> Claim:
    """How many trusts meet the standard now, and how many did the month before."""
    values = (count.now, count.of, count.before, count.of_before)
    return Claim("trusts met", measure, month=f"{month:%Y-%m}", values=values)


def claim_signals(tally: ChangeTally) -> Claim:
    """How many series have a new signal, of how many that were looked at."""
    ways = [move.is_better for move in tally.moves]
    return Claim("new signals", values=(tally.looked_at, ways.count(True), ways.count(False)))


def claim_new_signal(move: NewSignal) -> Claim:
    """A signal that the month before did not have, and whether it is for the better."""
    way = {True: "better", False: "worse", None: "neither"}[move.is_better]
    return series_claims.make_claim(move.series, "new signal", way)


def claim_movers(measure: str, compared: int) -> Claim:
    return Claim("compared on the year", measure, values=(compared,))


def claim_mover(measure: str, organisation: str, place: int, gain: float) -> Claim:
    """A change on the year, and its place among all: 1 is the largest for the better, -1 the largest for the worse."""
    return Claim("mover", measure, organisation, values=(place, gain))


def claim_news(changes: int, looked: int, provisional: int, joined: int) -> Claim:
    """How many verdicts changed in the newest run, of how many, how many are provisional; and the new adopters."""
    return Claim("news", values=(changes, looked, provisional, joined))


def claim_change(practice: str, organisation: str | None, before: str, now: str) -> Claim:
    """A status that the newest run confirmed in place of another."""
    return Claim("status change", "", organisation or "", practice, "", (before, now))


def claim_joined(practice: str, organisation: str, adopted: date) -> Claim:
    return Claim("new adopter", "", organisation, practice, f"{adopted:%Y-%m}")


def claim_received(kind: str, day: date, months: Sequence[date], files: int) -> Claim:
    """What was received of a kind of extract on the day of its last delivery."""
    ends = (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") if months else (None, None)
    return Claim("received", kind, values=(f"{day:%Y-%m-%d}", files, len(months), *ends))


def claim_loads(loads: Sequence[dict[str, Any]]) -> Claim:
    """How many files there are, how many of them quarantined, and how many replaced by a revision."""
    counts = [sum(load["status"] == status for load in loads) for status in ("quarantined", "superseded")]
    return Claim("files", values=(len(loads), *counts))


def claim_group(measure: str, kind: str, month: date, counts: tuple[int, int, int | None, int]) -> Claim:
    """Organisations of a kind on a measure's page: with a figure now, ever, meeting the standard, hidden."""
    return Claim("group", measure, month=f"{month:%Y-%m}", values=(kind, *counts))


def claim_funnel(measure: str, month: date, peers: int, above: int, below: int) -> Claim:
    """How many organisations a funnel plot has, and how many lie above and below it."""
    return Claim("funnel", measure, month=f"{month:%Y-%m}", values=(peers, above, below))


def claim_outlier(measure: str, organisation: str, value: float, position: str) -> Claim:
    return Claim("outlier", measure, organisation, values=(value, position))


def claim_funnel_dot(measure: str, organisation: str, values: tuple[float, float, str]) -> Claim:
    """A trust in a funnel plot: its share, its cases and where it lies."""
    return Claim("funnel dot", measure, organisation, values=values)


def claim_members(area: str, count: int) -> Claim:
    """How many organisations with a figure in any month lie in an area."""
    return Claim("members", "", area, values=(count,))


def claim_definition(measure: str) -> Claim:
    """What a measure's page says of its definition: its months, its standards and who is left out."""
    return Claim("definition", measure)


def claim_rows(measure: str, area: str, count: int) -> Claim:
    """How many organisations of an area are listed with a figure for the newest month of a measure."""
    return Claim("rows", measure, area, values=(count,))


def claim_adopted(organisation: str, adopted: int, options: int) -> Claim:
    """How many practices an organisation has adopted, and how many it could adopt."""
    return Claim("adopted", "", organisation, values=(adopted, options))


def claim_quarantined(kind: str, month: date | None) -> Claim:
    """A file that is in quarantine, or replaced by a revision."""
    return Claim("quarantined", kind, month=f"{month:%Y-%m}" if month else "")


def claim_area_now(measure: str, area: str, month: date, values: tuple[float, float | None, int, str]) -> Claim:
    """An area as it is now: its value, the value as it was, how many came from elsewhere, and the first month."""
    return Claim("area now", measure, area, month=f"{month:%Y-%m}", values=values)


def claim_member_sum(measure: str, area: str, month: date, values: tuple[float, float | None, int, int]) -> Claim:
    """The sum of an area's organisations: value, change on the year, how many are in it, how many are expected."""
    return Claim("member sum", measure, area, month=f"{month:%Y-%m}", values=values)


def claim_area_news(area: str, members: int, counts: Sequence[int]) -> Claim:
    """What is new in an area: verdicts, warnings, signals for the better and the worse, organisations that are late."""
    return Claim("area news", "", area, values=(members, *counts))


def claim_early_warning(practice: str, organisation: str, month: date, in_a_row: int) -> Claim:
    """An adopter that the newest run warns of, and for how many months in a row."""
    return Claim("early warning", "", organisation, practice, f"{month:%Y-%m}", (in_a_row,))


def claim_losing(area: str, count: int) -> Claim:
    """How many adopters, everywhere or in an area, are losing their gain or are warned of."""
    return Claim("losing", "", area, values=(count,))


def claim_behind(measure: str, organisation: str, last: date, newest: date) -> Claim:
    """An organisation without the newest months of a measure."""
    return Claim("behind", measure, organisation, "", f"{last:%Y-%m}", (f"{newest:%Y-%m}",))


def claim_in_100(series: SeriesRecord) -> Claim:
    """How many in every 100, as the pages for patients say it."""
    month = f"{series.last.month:%Y-%m}"
    return Claim("in 100", series.measure.name, series.organisation, month=month, values=(series.last.value,))


def claim_gaps(measure: str, count: int) -> Claim:
    """How many adopters with a gain on a measure can be asked."""
    return Claim("gaps closed", measure, values=(count,))


def claim_listed(kinds: Sequence[str], count: int, area: str = "") -> Claim:
    """How many organisations of some kinds have a figure, everywhere or below an area."""
    return Claim("listed", "", area, values=(",".join(kinds), count))


def claim_services(measure: str, organisation: str, count: int) -> Claim:
    """How many services of an organisation have figures on a measure that is divided by service."""
    return Claim("services", measure, organisation, values=(count,))


def claim_measures(organisation: str, count: int) -> Claim:
    """How many measures of an organisation are shown."""
    return Claim("measures", "", organisation, values=(count,))


def claim_notices(count: int, organisation: str = "") -> Claim:
    """How many notices are at the head of the page of an organisation, or of the front page."""
    return Claim("notices", "", organisation, values=(count,))


def claim_damage() -> Claim:
    """That records of loads or decisions are damaged."""
    return Claim("damage")


def claim_edition(name: str, newest: date, files: int) -> Claim:
    """The month of an edition, the newest month with figures, and the number of files."""
    return Claim("edition", "", "", "", f"{newest:%Y-%m}", (name, files))


def claim_proposal(rebase: RebaseRecord) -> Claim:
    """An open proposal to recalculate limits from a month on."""
    values = (rebase.state, rebase.proposed_by)
    return Claim("proposal", rebase.measure, rebase.organisation, "", f"{rebase.month:%Y-%m}", values)


def claim_proposals(count: int, measure: str = "") -> Claim:
    """How many proposals are open, of a measure or of all."""
    return Claim("proposals", measure, values=(count,))
