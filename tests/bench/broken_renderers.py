"""`python -m tests.bench broken_renderers`: breaks twelve renderers in turn, and `holdgain verify` must catch each.

It renders single pages of the edition of HOLDGAIN_HOME, which must be of the samples. It prints each that was broken
and the first falsehood, with its page, its claim and both values. It fails where one is not caught, or where pages say
something false before they are broken. The tests in tests/reports/verification/ break many more.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from checks.storage.home import Home
from reports.data.disclosure import connect_published
from reports.pages.site import EditionSite
from reports.verification.falsehood import Falsehood
from reports.verification.verify import EditionCheck
from tests.reports.verification.rendered_pages import Pages
from tests.reports.verification.test_quality_and_methods import METHOD_MUTANTS, QUALITY_MUTANTS
from tests.reports.verification.test_registers_and_revisions import REGISTER_MUTANTS, REVISION_MUTANTS
from tests.reports.verification.test_verify import FRONT_MUTANTS, GAP_MUTANTS, SERIES_MUTANTS, VERDICT_MUTANTS

Mutant = tuple[str, Any, str]
BROKEN: tuple[tuple[str, dict[str, Mutant], tuple[str, ...]], ...] = (
    ("check_providers", SERIES_MUTANTS, ("a figure is rounded up", "up is down", "a dot has another colour")),
    ("check_providers", SERIES_MUTANTS, ("a missed standard is met",)),
    ("check_practices", VERDICT_MUTANTS, ("more is less", "coverage counts more than there are")),
    ("check_practices", REGISTER_MUTANTS, ("an adopter came later",)),
    ("check_front_page", FRONT_MUTANTS, ("one trust more meets the standard",)),
    ("check_quality", QUALITY_MUTANTS, ("there is a file more",)),
    ("check_methods", METHOD_MUTANTS, ("the method errs less often",)),
    ("check_gaps", GAP_MUTANTS, ("a start is that of another",)),
    ("check_revisions", REVISION_MUTANTS, ("a figure was higher",)),
)
"""Which pages to render, and what to break: at least one of each kind of page."""


@contextmanager
def open_pages(home: Home, folder: Path) -> Iterator[Pages]:
    with connect_published(home.warehouse) as con:
        yield Pages(con, EditionSite(con, folder, None, "now"), EditionCheck(con))


def find_falsehood(pages: Pages, check: str, folder: Path, kind: str) -> Falsehood | None:
    """The first falsehood of a kind of claim on pages that are rendered anew; of any kind where none is given."""
    falsehoods = getattr(pages, check)(folder).falsehoods
    return next((falsehood for falsehood in falsehoods if falsehood.claim.startswith(kind)), None)


def break_each(pages: Pages, folder: Path) -> int:
    """Print a line for each; return how many were not caught, or were false before."""
    missed = 0
    for number, (check, mutants, names) in enumerate(BROKEN):
        before = find_falsehood(pages, check, folder / f"{number}", "")
        if before:
            print(f"FALSE BEFORE: {before.sentence()}", flush=True)
            missed += 1
        for name in names:
            target, broken, kind = mutants[name]
            with patch(target, broken, create=True):
                caught = find_falsehood(pages, check, folder / f"{number}-{name}", kind)
            missed += caught is None
            print(f"broken: {name}. {f'caught: {caught.sentence()}' if caught else 'NOT CAUGHT'}", flush=True)
    return missed


def main() -> int:
    home = Home(Path(os.environ.get("HOLDGAIN_HOME", "var")))
    with tempfile.TemporaryDirectory() as folder, open_pages(home, Path(folder)) as pages:
        return min(break_each(pages, Path(folder)), 1)
