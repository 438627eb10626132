"""The kinds of extract. Every module here that defines an `EXTRACT` is discovered as a kind."""

from __future__ import annotations

import importlib
import pkgutil

from checks.contracts.contract import Extract
from checks.extracts.published_measures import reserve_published_names


def discover_extracts() -> dict[str, Extract]:
    """Return every kind's contract by kind, in alphabetical order.

    Raises ValueError if a module's `EXTRACT` has another kind than the module's name.
    """
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    modules = {name: importlib.import_module(f"{__name__}.{name}") for name in names}
    extracts = {name: module.EXTRACT for name, module in modules.items() if hasattr(module, "EXTRACT")}
    for name, extract in extracts.items():
        if extract.kind != name:
            raise ValueError(f"{__name__}.{name} has the contract of {extract.kind!r}: name the module after its kind")
    return {extract.kind: extract for extract in reserve_published_names(extracts.values())}


EXTRACTS: dict[str, Extract] = discover_extracts()
