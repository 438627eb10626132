"""One row per series and phase of the reading aid: the mean and limits that its points are compared with."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("core.spc_limit")
