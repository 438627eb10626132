"""Reads back what pages repeat from registers. Each function returns what is wrong, or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.verification.counted_words import whole_number
from reports.verification.page_elements import ClaimedElement
from reports.verification.practice_facts import PracticeWarehouse, Row
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.shown_numbers import NUMBER, write_month

APPROACHES = {"directive": "Directive", "supportive": "Supportive", "people_focused": "People-focused"}
SOURCES = {
    "mandated": "Mandated",
    "programme": "Recruited by the programme",
    "self": "Own initiative",
    "peer": "Referred by a peer",
}


@dataclass(frozen=True)
class RegisterWarehouse:
    """Everything about registers that the check needs."""

    series: SeriesWarehouse
    practices: PracticeWarehouse
    programmes: dict[str, Row]
    rebases: dict[tuple[str, str, str], Row]
    """By measure, organisation and month."""

    def practices_of(self, programme: str) -> list[str]:
        return [code for code, row in self.practices.practices.items() if row["programme"] == programme]


def _is_same_text(shown: str, wanted: str) -> bool:
    """Whether two texts differ in spaces and capitals alone."""
    return re.sub(r"\s", "", shown).casefold() == re.sub(r"\s", "", wanted).casefold()


def _write_day(day: str) -> str:
    return f"{int(day[8:])} {write_month(day)}"


def _list_programme_facts(claim: Claim) -> list[tuple[str, str]]:
    approach, lead, sponsor, starts, ends = (str(value or "") for value in claim.values)
    facts = [
        ("Approach", APPROACHES.get(approach, approach)),
        ("Lead", lead),
        ("Sponsor", sponsor),
        ("Starts", _write_day(starts) if starts else ""),
        ("Support", f"Ends {_write_day(ends)}" if ends else "No end is registered"),
    ]
    return [(name, text) for name, text in facts if text]


def check_programme(_: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """As a list of terms, or in one line; the page of a practice has the approach and the support alone."""
    facts = _list_programme_facts(claim)
    if element.tag == "p":
        wanted = "; ".join(f"{name}: {text}" for name, text in facts) + "."
    else:
        wanted = " ".join(f"{name} {text}" for name, text in facts)
    return "" if _is_same_text(element.text, wanted) else f"the register says: {wanted}"


def check_summary(_: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    counts = Counter(str(value).lower() for value in claim.values)
    if not counts:
        return "" if element.text == "No practice of this programme is registered." else "it has no practice"
    count, _colon, rest = element.text.removesuffix(".").partition(": ")
    shown = dict(part.rsplit(" ", 1) for part in re.split(r"(?<=\d), ", rest) if " " in part)
    total = re.match(NUMBER, count)
    is_right = total and whole_number(total[0]) == len(claim.values)
    is_right = is_right and shown == {label: str(number) for label, number in counts.items()}
    return "" if is_right else f"the verdicts are {dict(counts)}"


def check_practice_count(_: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    count = re.match(rf"({NUMBER}) practices?, each", element.text)
    shown = whole_number(count[1]) if count else 0
    return "" if str(shown) == str(claim.values[0]) else f"there are {claim.values[0]} practices"


def check_practice(warehouse: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    measure, direction, aim, washout, guidance, programme = (str(value or "") for value in claim.values)
    usual = warehouse.practices.parameters["washout_months"]
    months = int(usual if claim.values[3] is None else washout)
    words = f"{months} month{'' if months == 1 else 's'} from adoption on {'is' if months == 1 else 'are'} not counted"
    known = warehouse.series.measures.get(measure)
    entry = warehouse.programmes.get(programme, {})
    facts = [
        ("Measure", f"{known.title if known else measure}, to {direction}"),
        ("Aim", aim),
        ("Washout", words if months else "No washout"),
        ("Guidance", guidance),
        ("Programme", entry.get("title") or programme),
        ("Approach", APPROACHES.get(entry.get("approach") or "", entry.get("approach") or "")),
        ("Support", f"Ends {_write_day(str(entry['support_ends']))}" if entry.get("support_ends") else NO_END),
    ]
    wanted = " ".join(f"{name} {text}" for name, text in facts if text)
    return "" if _is_same_text(element.text, wanted) else f"the register says: {wanted}"


NO_END = "No end is registered"


def check_entry(warehouse: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """The list on the page of an adopter, or one cell of the table on that of its practice."""
    adopted, embedded, stopped, source, peer, fidelity, contact = (str(value or "") for value in claim.values)
    share = "" if claim.values[5] is None else f"{float(fidelity) * 100:.0f}%"
    name = warehouse.practices.names.get(peer) or peer
    words = SOURCES.get(source, source)
    short = f", stopped {write_month(stopped)[:3]} {stopped[:4]}" if stopped else ""
    cells = {
        "Adopted": f"{write_month(adopted)}{short}",
        "Where from": f"{words or '–'} {name}",
        "Fidelity": share or "–",
        "Who to ask": contact or "–",
    }
    wanted = cells.get(element.attributes.get("data-l", ""))
    if wanted is None:
        wanted = f"Adopted {write_month(adopted)}"
        wanted += f"; embedded in {write_month(embedded)}" if embedded else ""
        wanted += f"; stopped in {write_month(stopped)}" if stopped else ""
        wanted += f" Where from {words}{f': {name}' if name else ''}" if words else ""
        wanted += f" Fidelity {share} of the practice as described" if share else ""
        wanted += f" Who to ask {contact}" if contact else ""
    return "" if _is_same_text(element.text, wanted) else f"the register says: {wanted}"


def check_rebase(warehouse: RegisterWarehouse, claim: Claim, element: ClaimedElement) -> str:
    """`Limits recalculated from May 2025: a reason (evidence). Approved: Medical director, 12 June 2025.`"""
    row = warehouse.rebases[claim.measure, claim.organisation, claim.month]
    month, reason = write_month(claim.month), row["reason"].rstrip(".")
    evidence = f" ({row['evidence'].rstrip('.')})" if row["evidence"] else ""
    decided = f"{row['decided_by']}, {_write_day(str(row['decided_on']))}" if row["decided_on"] else ""
    if row["is_applied"]:
        wanted = f"Limits recalculated from {month}: {reason}{evidence}. Approved: {decided}."
    elif row["state"] == "approved":
        wanted = f"A recalculation from {month} is approved and not applied: {row['problem']}"
    elif row["state"] == "declined":
        wanted = f"A recalculation of the limits from {month} was declined: {decided}."
    elif row["proposed_by"]:
        wanted = f"New limits from {month} are proposed ({row['proposed_by']}) and need approval: {reason}{evidence}."
    else:
        wanted = f"The level changed in {month}{evidence}. New limits are proposed and need approval."
    return "" if _is_same_text(element.text, wanted) else f"the register says: {wanted}"


WORDS: dict[str, Callable[[RegisterWarehouse, Claim, ClaimedElement], str]] = {
    "programme facts": check_programme,
    "programme summary": check_summary,
    "practices": check_practice_count,
    "practice facts": check_practice,
    "register entry": check_entry,
    "rebase note": check_rebase,
}
