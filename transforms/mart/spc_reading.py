"""One row per measure, organisation and month: the limits and rules of the reading aid."""

from __future__ import annotations

from transforms.spc.reading import derive_model

SQL = derive_model("mart.spc")
