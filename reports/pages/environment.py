"""The templates of the pages, with the filters and functions that they may use."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.claims.claim import Claim, claim_attribute
from reports.formatting import (
    day_name,
    edition_name,
    format_number,
    join_words,
    month_name,
    plural,
    short_month,
    unit_name,
)
from reports.links import changed_page_path
from reports.slugs import slug

REPORTS_FOLDER = Path(__file__).parents[1]
NAVIGATION = (
    ("index.html", "What changed"),
    ("areas.html", "Areas"),
    ("providers.html", "Providers"),
    ("practices.html", "Practices"),
    ("measures.html", "Measures"),
    ("quality.html", "Data quality"),
    ("methods.html", "Methods"),
)


def make_environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(REPORTS_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_find_bytecode_cache(),
        # templates do not change while an edition is rendered
        auto_reload=False,
    )
    templates.filters |= {
        "month": month_name,
        "short_month": short_month,
        "slug": slug,
        "day": day_name,
        "edition_name": edition_name,
    }
    templates.globals |= {
        "number": format_number,
        "plural": plural,
        "listed": join_words,
        "unit_name": unit_name,
        "navigation": NAVIGATION,
        "claim": _claim_markup,
        "changed_path": changed_page_path,
    }
    return templates


def _find_bytecode_cache() -> FileSystemBytecodeCache | None:
    """Compiled templates are kept where Python keeps its own code; compiling takes a tenth of a small edition's time.

    A compiled template names the hash of its text. Where the folder cannot be written, each process compiles them.
    """
    folder = REPORTS_FOLDER / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return None
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def _claim_markup(claim: Claim | None) -> Markup:
    """The attribute by which an element of a template names its claim."""
    return Markup(claim_attribute(claim) if claim else "")  # noqa: S704 - a mark, which a number replaces
