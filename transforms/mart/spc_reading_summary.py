"""One row per measure and organisation: the icons and the sentence of the reading aid."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("mart.spc_summary")
