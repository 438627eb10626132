"""One row per series and month of the reading aid: its phase, place and step."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("core.spc_step")
