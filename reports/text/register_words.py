"""The words for codes in the registers: how an adopter came to a practice, and how a programme works."""

from __future__ import annotations

SOURCE_WORDS = {
    "mandated": "Mandated",
    "programme": "Recruited by the programme",
    "self": "Own initiative",
    "peer": "Referred by a peer",
}
APPROACH_WORDS = {"directive": "Directive", "supportive": "Supportive", "people_focused": "People-focused"}
ADOPTER_CATEGORIES = {
    "innovator": "Innovator",
    "early_adopter": "Early adopter",
    "early_majority": "Early majority",
    "late_majority": "Late majority",
    "laggard": "Last to adopt",
}
