"""One row per series with a target: whether the last phase of the reading aid has run on one level."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("core.spc_stability")
