"""Recognise free text about one patient, as in incident reports: "Pt found on floor beside bed 4 at 03:20 by HCA".

Notes on methods mention patients too, but in general and in the present tense. An account of one incident names
one person, what happened in the past tense, and details that only an eyewitness would know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORTEST_NARRATIVE = 30
"""Characters; shorter texts are labels rather than accounts."""
MIN_NARRATIVES = 2
"""One such text may be an example in guidance; two in a file are records."""
MAX_TEXT = 4_000
"""Characters read of a text; enough to recognise it, and it bounds the cost of a cell of megabytes."""
PERSON = re.compile(
    r"\b(?:pt|px|patient|service user|resident|gentleman|lady|baby|mum|mother|child|client|(?<!or )he(?! or)|"
    r"(?<!or )she(?! or)|this (?:man|woman))\b",
    re.IGNORECASE,
)
HAPPENED = re.compile(
    r"\b(?:fell|slipped|tripped|collapsed|vomited|absconded|deteriorated|arrested|died|passed away|sustained|declined|"
    r"refused|complained|became|left the ward|found (?:on|in|by|to|him|her|unresponsive)|found|"
    r"(?:was|had been|were|has been) (?:found|given|seen|transferred|taken|moved|reviewed|noted|admitted|prescribed|"
    r"discharged|sent|left|nursed|known)|pulled out|self[- ]?harmed|hit (?:his|her)|bit|assaulted|missed (?:his|her|a) "
    r"dose|rang|reported that|presented with|attended)\b",
    re.IGNORECASE,
)
DETAIL = re.compile(
    r"\b[0-2]?[0-9][:.][0-5][0-9](?: ?(?:hrs|h|am|pm))?\b|\b[0-2][0-9][0-5][0-9] ?hrs\b|"
    r"\b(?:bed|bay|side ?room|cubicle) ?[0-9a-h]\b|\b[0-9.]+ ?(?:mg|mcg|ml|units)\b|"
    r"\b(?:news2?|gcs|bm|bp|obs|sats|spo2|nof|hca|nok|iv|ecg|datix|a&e)\b|"
    r"\b(?:staff nurse|nurse|doctor|registrar|consultant|security|daughter|son|wife|husband|family|carer|ambulance)\b|"
    r"\b(?:left|right) (?:arm|leg|hip|hand|wrist|knee|eye|foot|side)\b|\b(?:head injury|skin tear|pressure "
    r"(?:ulcer|sore)|catheter|cannula|x-?ray|fractured?|bruis\w+|wound|lacerat\w+|overdose|confused)\b|"
    r"\b[0-9]{1,3} ?(?:yo|y/o|yrs?|year[- ]old)\b|\b(?:his|her) (?!or\b)",
    re.IGNORECASE,
)
MIN_DETAILS = 2
"""Different details; a single one also occurs in guidance."""


def is_narrative(text: str) -> bool:
    """Whether a text describes what happened to one person."""
    if len(text) < SHORTEST_NARRATIVE:
        return False
    beginning = text[:MAX_TEXT]
    if not (PERSON.search(beginning) and HAPPENED.search(beginning)):
        return False
    return len({detail.lower() for detail in DETAIL.findall(beginning)}) >= MIN_DETAILS


def find_narrative_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the row number (from 1) of the first narrative if there are at least MIN_NARRATIVES; otherwise None."""
    narrative_rows = [number for number, row in enumerate(rows, start=1) if any(map(is_narrative, row))]
    return narrative_rows[0] if len(narrative_rows) >= MIN_NARRATIVES else None
