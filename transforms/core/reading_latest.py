"""One row per series: the last point of the reading aid, the runs that end there, and the gaps before it."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("core.spc_latest")
