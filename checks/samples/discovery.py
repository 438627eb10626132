"""Find the samples: every module of this folder with a `SAMPLES` or a `BROKEN` contributes them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

from checks import samples
from checks.samples.sample_set import BrokenSample, MakeContent, SampleSet


@lru_cache
def _list_modules() -> tuple[ModuleType, ...]:
    names = sorted(info.name for info in pkgutil.iter_modules(samples.__path__))
    return tuple(importlib.import_module(f"{samples.__name__}.{name}") for name in names)


def find_sample_sets() -> tuple[SampleSet, ...]:
    """Return the good samples of every module, in alphabetical order of the modules."""
    return tuple(module.SAMPLES for module in _list_modules() if hasattr(module, "SAMPLES"))


def find_broken_samples() -> tuple[BrokenSample, ...]:
    """Return the broken samples of every module, in alphabetical order of the modules."""
    return tuple(sample for module in _list_modules() for sample in getattr(module, "BROKEN", ()))


def find_good_files() -> dict[str, MakeContent]:
    """Return what makes a good file of each kind that has samples."""
    return {kind: make for sample_set in find_sample_sets() for kind, make in sample_set.good.items()}
