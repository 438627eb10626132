"""How the headline of a verdict with levels reads: one pattern for each status and reason (docs/gain.md)."""

from __future__ import annotations

import re

from reports.verification.practice_facts import Row
from reports.verification.shown_numbers import MONTH, NUMBER, UNIT_WORDS

PEERS = "similar (?:trusts|organisations)"
SIZE = rf"{NUMBER}(?:%| percentage points| points)"
GAP = (
    rf"(?:(?P<level_gap>as at {PEERS})|(?P<gap>{SIZE}) (?P<more>more|less) than at {PEERS}"
    rf"|(?P<apart>{SIZE}) (?P<side>higher|lower) than expected from {PEERS})"
)
GAIN = rf"[+−]?{NUMBER}(?:%| points)(?: lower| higher)?"
DIFFERENCE = rf"difference from {PEERS} moved from (?P<then>{GAIN}) to (?P<latest>{GAIN})"
LIKELY = rf"likely (?P<likely>(?:{SIZE}(?: \w+)?|{NUMBER}) to {SIZE}(?: \w+)?) than expected from {PEERS}"
HELD_PATTERN = rf"held(?: for (?P<held>{NUMBER}) months?)?"
READINGS = (
    rf"(?:, and the difference from {PEERS} is (?P<with_quarter>{GAIN}) with those months and "
    rf"(?P<without_quarter>{GAIN}) without them, of which only one is more than chance)?"
)
THREE_READINGS = (
    rf", and the difference from {PEERS} is (?P<with_quarter>{GAIN}) with those months, (?P<without_quarter>{GAIN}) "
    rf"without three of them and (?P<without_nine_months>{GAIN}) without nine, of which not all are more than chance"
)
FORMS = {
    "sustained": "{change}, and the gain has {held}",
    "re_gained": "{change}: the gain had slipped and is back, and has {held}",
    "gain_emerging": "A gain is emerging: {change}; it counts once a whole year confirms it",
    "lost": "The gain has been lost{why}: {path}, and the {difference}",
    "eroding": "Part of the gain has been lost{why}: {path}, and the {difference}",
    "inconclusive": "There was a gain, but we cannot yet tell if it has lasted: {path}, {likely}",
    "no_detectable_gain": "We cannot tell a gain from chance: {subject} {move} in the first year, {likely}",
    "gain": "{change}, and the gain seems to hold, on weak evidence",
}
REASON_FORMS = {
    "depends_on_months_before": (
        "Whether there is a gain depends on the months just before adoption, so check its date: "
        "{subject} {move} in the first year{readings}"
    ),
    "no_worthwhile_gain": (
        "No worthwhile gain: {subject} {move} in the first year, {gap}, and a gain{worthwhile} can be ruled out"
    ),
    "worse_than_expected": (
        "Worse than expected after adoption: {subject} {move} in the first year, {gap}, which is more than chance"
    ),
    "moved_before": "{change}, and the gain seems to hold",
    "still_to_hold": "{change}; {waits}",
    "too_few_with_both_years": (
        "{change}; only {second_years} of {first_years} have a second year, so we cannot yet say if the gain lasts"
    ),
    "slipping": "{change}; less of it is left since the first year, an early sign that the gain is being lost",
    "came_late": "{change} in the latest year, though the first year showed no clear gain",
    "another_practice_since": (
        "{change}; we cannot say if the gain has lasted, because {other} was adopted{when} for the same measure"
    ),
    "too_few_left_to_compare": (
        "{change}; we cannot say if the gain has lasted, because too few that have not adopted are left to compare with"
    ),
}
UNGAINED = {"depends_on_months_before", "no_worthwhile_gain", "worse_than_expected"}
REASONS_OF = {"gain": frozenset(REASON_FORMS) - UNGAINED}
REASONS_OF["no_detectable_gain"] = frozenset(REASON_FORMS) - REASONS_OF["gain"]
WHY = {"fell_back": " because {whose} own figures fell back", "others_caught_up": " because others have caught up"}


def headline_pattern(row: Row, title: str, noun: str) -> re.Pattern[str]:
    """The pattern of the whole headline of a verdict; its groups are the figures that it names."""
    form = FORMS[row["status"]]
    if row["reason"] in REASONS_OF.get(row["status"], ()):
        form = REASON_FORMS[row["reason"]]
    parts = {
        "held": HELD_PATTERN,
        "why": _why_words(row),
        "path": rf"{_subject(title)} went from {_level(row, 'before')} to {_level(row, 'first')} in the first year "
        rf"and {_level(row, 'now')} in the latest",
        "difference": DIFFERENCE,
        "likely": LIKELY,
        "subject": _subject(title),
        "move": _move(row),
        "gap": GAP,
        "readings": READINGS if row["gain_without_nine_months"] is None else THREE_READINGS,
        "worthwhile": rf"(?: of (?P<worthwhile>{SIZE}) or more)?",
        "waits": _waiting_words(row),
        "second_years": rf"(?P<second_years>{NUMBER})",
        "first_years": rf"(?P<first_years>{NUMBER}) adopters?",
        "other": re.escape(row.get("other_practice") or "another practice"),
        "when": rf"(?: in (?P<when>{MONTH}))?",
    }
    about = rf"(?: \(about (?P<people>{NUMBER}) {re.escape(noun)} (?P<span>so far|over the year)\))?"
    parts["change"] = f"{parts['subject']} {parts['move']}, {GAP}{about}"
    return re.compile(form.format(**parts))


def _subject(title: str) -> str:
    first = f"[{re.escape(title[:1].lower())}{re.escape(title[:1].upper())}]"
    return rf"{first}{re.escape(title[1:])}(?: across (?P<adopters>{NUMBER}) adopters?)?"


def _level(row: Row, name: str) -> str:
    return rf"(?P<{name}>{NUMBER}){re.escape(UNIT_WORDS.get(row['unit'], ''))}"


def _move(row: Row) -> str:
    before, now, stays = (_level(row, name) for name in ("before", "now", "stays"))
    return rf"(?:(?P<way>rose|fell) from {before} to {now}|stayed at {stays})"


def _why_words(row: Row) -> str:
    whose = "its" if row["organisation"] else "the adopters’"
    return WHY.get(row["reason"] or "", "").format(whose=whose)


def _waiting_words(row: Row) -> str:
    """What a gain that is still to hold waits for."""
    if None not in (row["current"], row["current_lower"], row["current_upper"]):
        return "these months still had support, so we cannot yet say if the gain lasts without it"
    if row.get("merged_into"):
        return "it merged before we could say if the gain lasts"
    if not row["organisation"] or row["holding_months"] is None or row["holding_months"] >= 12:
        return "it is too soon to say if the gain lasts"
    return rf"we can say if the gain has lasted after {12 - row['holding_months']} more months?"
