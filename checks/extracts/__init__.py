"""The kinds of extract. Every module here that defines an `EXTRACT` is discovered as a kind."""

from __future__ import annotations

import importlib
import pkgutil

from checks.contracts.contract import Extract


def discover_extracts() -> dict[str, Extract]:
    """Return every kind's contract by kind, in alphabetical order."""
    modules = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    extracts = [module.EXTRACT for module in modules if hasattr(module, "EXTRACT")]
    return {extract.kind: extract for extract in sorted(extracts, key=lambda extract: extract.kind)}


EXTRACTS: dict[str, Extract] = discover_extracts()
