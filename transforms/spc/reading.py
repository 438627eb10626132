"""The reading aid: the SPC models a second time, on limits that start again where the level is known to have changed.

Nothing is written twice: a model of the reading is the SQL of an SPC model, or its Python, with other tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from transforms.spc.models import read_model

READING_TABLES = {
    "core.spc_option": "core.reading_option",
    "core.spc_step": "core.reading_step",
    "core.spc_limit": "core.reading_limit",
    "mart.spc": "mart.spc_reading",
    "core.spc_latest": "core.reading_latest",
    "core.spc_stability": "core.reading_stability",
    "mart.spc_summary": "mart.spc_reading_summary",
}
"""The tables of the SPC models, and those of the reading."""

SETTLED_TABLES = {"core.spc_option": "core.reading_option", "core.spc_step": "core.settled_step"}
"""The same for a run chart of the newest phase without the run that it ends with."""


def derive_model(model: str, tables: Mapping[str, str] = READING_TABLES) -> str:
    """The SQL of an SPC model, reading the other tables instead of its own."""
    names = "|".join(re.escape(table) for table in tables)
    return re.sub(rf"\b(?:{names})\b", lambda match: tables[match[0]], read_model(model))
