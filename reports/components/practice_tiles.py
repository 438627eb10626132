"""The tiles of a practice: pooled gain, share retained, patients affected or latest year, coverage."""

from __future__ import annotations

from reports.components import practice_claims, spread_figures
from reports.components.badge import NumberTile, share_tile
from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict, PracticeRecord
from reports.data.records import MeasureRecord
from reports.formatting import short_month
from reports.text import patients
from reports.text.gain_words import format_gain, format_limits, round_people


def shows_patients(pooled: GainVerdict) -> bool:
    """Whether to show patients affected: only where a gain has been seen."""
    return pooled.patients_affected is not None and pooled.status in patients.SOME_GAIN


def practice_tiles(
    pooled: GainVerdict | None, measure: MeasureRecord | None, practice: PracticeRecord, catalogue: PracticeCatalogue
) -> list[NumberTile]:
    """The tiles: pooled gain, share retained, patients affected, coverage with held coverage."""
    tiles: list[NumberTile | None] = []
    if pooled and pooled.gain:
        css = "good" if pooled.gain.lower > 0 else "poor" if pooled.gain.upper < 0 else ""
        small = f"90% limits {format_limits(pooled.gain, pooled.scale)}"
        gain = format_gain(pooled.gain.value, pooled.scale, short=True)
        claim = practice_claims.claim_estimate(pooled, "gain", pooled.gain)
        tiles.append(NumberTile("Pooled gain, first year", gain, small, css, claim))
        tiles.append(_share_retained_tile(pooled))
        tiles.append(_patients_tile(pooled, measure) or _current_tile(pooled))
    last = spread_figures.newest_coverage(practice, catalogue)
    if last and last.coverage is not None:
        held_text = (
            f"; {spread_figures.describe_held_coverage(last.held_coverage)}; {TOO_SMALL}"
            if last.held_coverage is not None
            else ""
        )
        small = f"{last.adopted} of {last.eligible} in {short_month(last.month)}{held_text}"
        claim = practice_claims.claim_coverage(practice.practice, spread_figures.ENGLAND, last)
        tiles.append(NumberTile("Coverage", spread_figures.format_share(last.coverage), small, "", claim))
    return [tile for tile in tiles if tile]


TOO_SMALL = "many are too small to say by themselves"


def _share_retained_tile(pooled: GainVerdict) -> NumberTile:
    claim = practice_claims.claim_estimate(pooled, "share", pooled.share)
    if pooled.share:
        return share_tile(pooled.share, claim)
    small = "No ratio is given of a gain near none" if pooled.current else "Not known yet"
    return NumberTile("Gain kept", "–", small, "", claim)


def _patients_tile(pooled: GainVerdict, measure: MeasureRecord | None) -> NumberTile | None:
    """The tile of patients affected, only where the limits exclude zero: lists quote the number without limits."""
    about = pooled.patients_affected
    if about is None or measure is None or about.lower <= 0 <= about.upper or not shows_patients(pooled):
        return None
    words = f"{measure.noun[:1].upper()}{measure.noun[1:]} affected, latest year"
    limits = f"90% limits {round_people(about.lower)} to {round_people(about.upper)}"
    claim = practice_claims.claim_estimate(pooled, "patients", about)
    return NumberTile(words, round_people(about.value), limits, "", claim)


def _current_tile(pooled: GainVerdict) -> NumberTile | None:
    if pooled.current is None:
        return None
    limits = f"90% limits {format_limits(pooled.current, pooled.scale)}"
    css = "good" if pooled.current.lower > 0 else "poor" if pooled.current.upper < 0 else ""
    claim = practice_claims.claim_estimate(pooled, "current", pooled.current)
    return NumberTile("Latest year", format_gain(pooled.current.value, pooled.scale, short=True), limits, css, claim)
