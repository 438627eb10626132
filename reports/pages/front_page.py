"""The front page: data received, England's figures, what changed, and out of how many series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from reports.claims.claim import Claim, ClaimedText, join_html
from reports.components import edition_claims, series_claims, table_rows
from reports.components.losing_gain import list_losing
from reports.components.practice_news import collect_news
from reports.data.damage import read_damage
from reports.data.extract_titles import read_extract_titles
from reports.data.partial_files import PartialMonth, read_partial_months
from reports.data.records import MeasureRecord, SeriesRecord
from reports.formatting import month_name, plural, short_month
from reports.pages.programme_pages import practice_entry
from reports.pages.site import EditionSite
from reports.slugs import slug
from reports.text import changes, narrative, notes, standards

SHOWN_MOVES = 8  # chosen to keep the lists short
SHOWN_YEARS = 6  # chosen likewise; a measure needs twice as many, so that none is in both lists


@dataclass(frozen=True)
class MoverList:
    """The largest year-on-year moves of one measure with their claims, and how many were compared."""

    measure: MeasureRecord
    looked: int
    better: list[tuple[changes.YearOnYearMove, Claim]]
    worse: list[tuple[changes.YearOnYearMove, Claim]]
    claim: Claim


def front_page(site: EditionSite) -> None:
    shared, tally = site.shared, site.tally
    kind_titles = read_extract_titles(site.con)
    partial = read_partial_months(site.con)
    moves = changes.largest_first(tally.moves)
    better = [move for move in moves if move.is_better]
    worse = [move for move in moves if move.is_better is False]
    notices = [*notes.incomplete_notes(_recent_series(site), shared), *map(notes.partial_note, partial)]
    site.write(
        "index.html",
        "index.html",
        losing=list_losing(site.catalogue),
        lead=_lead_sentences(site),
        notices=notices,
        notices_claim=edition_claims.claim_notices(len(notices)),
        damage=read_damage(site.con),
        damage_claim=edition_claims.claim_damage(),
        landed=_delivery_sentences(site, kind_titles),
        tiles=_make_tiles(site),
        met=_standard_sentences(site, partial),
        england_count=len(site.england),
        england_rows=table_rows.measure_rows(site.england, "area/england.html"),
        better=better[:SHOWN_MOVES],
        worse=worse[:SHOWN_MOVES],
        counts={"better": len(better), "worse": len(worse), "looked": tally.looked_at},
        counts_claim=edition_claims.claim_signals(tally),
        signal_claim=edition_claims.claim_new_signal,
        load_claim=edition_claims.claim_quarantined,
        loads_claim=edition_claims.claim_loads(shared.loads),
        movers=_mover_lists(site),
        news=collect_news(site.catalogue),
        practices=[practice_entry(site, practice) for practice in site.catalogue.practices.values()],
        enough=changes.MIN_CASES_FOR_CHANGE,
        kind_titles=kind_titles,
        quarantined=_newest_months(shared.loads, "quarantined", kind_titles),
        superseded=_newest_months(shared.loads, "superseded", kind_titles),
    )


def _newest_months(loads: list[dict[str, Any]], status: str, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The loads with a status, the newest month first: the order of receipt would be another after a crash."""
    ours = [load for load in loads if load["status"] == status]
    ours.sort(key=lambda load: (titles.get(load["kind"] or "", ""), load["load_id"]))
    return sorted(ours, key=lambda load: load["month"] or date.min, reverse=True)


def _recent_series(site: EditionSite) -> list[SeriesRecord]:
    """England's up-to-date series; all of them if none is up to date."""
    return [series for series in site.england if not site.shared.is_behind(series)] or site.england


def _lead_sentences(site: EditionSite) -> list[Markup]:
    """The first sentences: England's measures with a standard, or else the first measure."""
    series_list = [series for series in _recent_series(site) if series.standard] or _recent_series(site)[:1]
    return [
        Markup(  # noqa: S704 - escaped where it is joined
            join_html(
                (
                    ClaimedText(narrative.headline_sentence(series), series_claims.claim_latest(series)),
                    ClaimedText(standards.against_standard(series), series_claims.claim_standard(series)),
                )
            )
        )
        for series in series_list
    ]


def _delivery_sentences(site: EditionSite, kind_titles: dict[str, str]) -> list[ClaimedText]:
    """For each kind, the months received on the day of its last delivery."""
    sentences = []
    for kind, title in kind_titles.items():
        accepted_loads = [load for load in site.shared.loads if load["kind"] == kind and load["status"] == "accepted"]
        if accepted_loads:
            sentences.append(_delivery_sentence(kind, title, accepted_loads))
    return sentences


def _delivery_sentence(kind: str, title: str, accepted_loads: list[dict[str, Any]]) -> ClaimedText:
    day: date = max(load["received_at"] for load in accepted_loads).date()
    came = [load for load in accepted_loads if load["received_at"].date() == day]
    months = sorted(load["month"] for load in came if load["month"])
    when = f"on {day.day} {month_name(day)}"
    if not months:
        text = f"{title}: {plural(len(came), 'register')} received {when}."
    elif len(months) == 1:
        text = f"{title}: {month_name(months[0])} received {when}."
    else:
        span = f"{short_month(months[0])} to {short_month(months[-1])}"
        text = f"{title}: {plural(len(months), 'month')} received {when}, {span}."
    return ClaimedText(text, edition_claims.claim_received(kind, day, months, len(came)))


def _make_tiles(site: EditionSite) -> list[changes.FrontPageTile]:
    """England's tiles by section: the measure with a standard, or the first; and the first that should fall."""
    chosen: list[SeriesRecord] = []
    new = _recent_series(site)
    for section in dict.fromkeys(series.measure.section for series in new):
        in_section = [series for series in new if series.measure.section == section]
        # beside the headline comes the count that gives its scale
        chosen += [series for series in in_section if series.standard][:1] or in_section[:1]
        chosen += [series for series in in_section if series.measure.direction == "decrease"][:1]
    return [
        changes.make_tile(
            series,
            f"area/england.html#{slug(series.measure.name)}",
            f"England, {month_name(series.last.month)}",
            (series_claims.claim_latest(series), series_claims.claim_standard(series)),
        )
        for series in chosen
    ]


def _standard_sentences(site: EditionSite, partial: list[PartialMonth]) -> list[ClaimedText]:
    """How many trusts meet each standard now and how many met it the month before; nothing of a part of the trusts."""
    sentences = []
    parts = {(month.kind, month.month) for month in partial}
    for name, met in site.tally.met.items():
        measure = site.shared.measures[name]
        newest = site.shared.years[name][1]
        if met.of and (measure.kind, newest) not in parts:
            text = (
                f"{measure.title}: {met.now} of {plural(met.of, 'NHS trust')} met the standard in {month_name(newest)}"
            )
            text += f"; the month before, {met.before} of {met.of_before}." if met.of_before else "."
            claimed = ClaimedText(text, edition_claims.claim_trusts_met(name, newest, met))
            sentences.append((list(site.shared.measures).index(measure.name), claimed))
    return [text for _, text in sorted(sentences)]


def _mover_lists(site: EditionSite) -> list[MoverList]:
    mover_lists = []
    for measure in site.shared.headlines:
        years = sorted(site.tally.years.get(measure.name, []), key=lambda move: -move.gain)
        if len(years) >= SHOWN_YEARS * 2:
            name = measure.name
            better = [
                (move, edition_claims.claim_mover(name, move.organisation, place, move.gain))
                for place, move in enumerate(years[:SHOWN_YEARS], start=1)
                if move.gain > 0
            ]
            worse = [
                (move, edition_claims.claim_mover(name, move.organisation, -place, move.gain))
                for place, move in enumerate(years[::-1][:SHOWN_YEARS], start=1)
                if move.gain < 0
            ]
            claim = edition_claims.claim_movers(name, len(years))
            mover_lists.append(MoverList(measure, len(years), better, worse, claim))
    return mover_lists[:2]
