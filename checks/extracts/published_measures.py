"""The names of published measures, which no local measure may take. It looks at the other extracts of this folder."""

from __future__ import annotations

import importlib
import pkgutil

from checks import extracts
from checks.contracts.contract import Rule
from checks.contracts.rules import is_blank

LOCAL_KINDS = ("measures", "measure_definitions")
"""They give the local measures; they import this module, so it must not import them."""


def published_measures() -> tuple[str, ...]:
    """The names of the measures that the published extracts give, which no local measure may take."""
    names = (info.name for info in pkgutil.iter_modules(extracts.__path__) if info.name not in LOCAL_KINDS)
    modules = (importlib.import_module(f"{extracts.__name__}.{name}") for name in names)
    return tuple(
        measure.name for module in modules if hasattr(module, "EXTRACT") for measure in module.EXTRACT.measures
    )


def published_measure_name_sql(column: str) -> str:
    """SQL that gives the measure's name where a published measure bears it."""
    return f"case when {column} in ({', '.join(repr(name) for name in published_measures())}) then {column} end"


def name_is_taken() -> Rule:
    return is_blank(
        "name_is_taken",
        "a local measure has a name that no published measure bears",
        "give the local measure a name of its own: under this one it would stand in for a published figure",
    )
