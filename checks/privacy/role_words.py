"""Words that mark a role or a body, and so show that a text is not about one person."""

from __future__ import annotations

import re

ROLES = re.compile(
    r"\b(admin|advis|analy|assistant|audit|board|business|chair|chief|clerk|clinic|consultant|control|co-?ordinator|"
    r"data|develop|director|doctor|engineer|executive|fellow|finance|govern|head\b|improve|informat|intelligence|"
    r"lead\b|leads\b|leader|manage|matron|medical|member|midwi|nurs|offic|operat|owner|partner|perform|pharmac|physio|"
    r"plan|practi|programme|project|publish|quality|regist|report|research|secretary|service|sister|special|statistic|"
    r"steward|student|superv|support|surgeon|team|therap|train)",
    re.IGNORECASE,
)
"""Beginnings of words that mark a role; whole words only where a surname begins alike (Leadbetter, Headley)."""
BODIES = re.compile(
    r"\b(trust|hospital|infirmary|(poly)?clinic|surgery|centre|service|health|nhs|board|region|care|england|unit|ward|"
    r"department|hub|network|alliance|collaborative|community|emergency|urgent|flow|society|ambulance|committee|group|"
    r"university|college|house|wing|desk|mailbox)",
    re.IGNORECASE,
)
