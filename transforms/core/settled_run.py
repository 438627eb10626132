"""One row per measure, organisation and phase: Anhoej's rules on the newest phase without the run that it ends with."""

from __future__ import annotations

from transforms.spc.reading import SETTLED_TABLES, derive_model

SQL = derive_model("mart.run_chart", SETTLED_TABLES)
