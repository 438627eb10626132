"""The templates of pages: where they are, what they may call, and their compiled form, which is kept in memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
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
from reports.links import ALL_NEWS, changed_page_path, feed_path
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


class CompiledTemplates(BytecodeCache):
    """Compiled templates by name, for every edition of this process; one whose text has changed is compiled again.

    To compile all takes 0.6 s of processor time, more than half of what a small edition takes.
    """

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_compiled_templates = CompiledTemplates()


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
        "all_news": ALL_NEWS,
        "feed_path": feed_path,
    }
    return templates


def _claim_markup(claim: Claim | None) -> Markup:
    """The attribute by which an element of a template names its claim."""
    return Markup(claim_attribute(claim) if claim else "")  # noqa: S704 - a mark, which a number replaces


def _find_bytecode_cache() -> BytecodeCache:
    """Compiled templates are stored where Python stores its own code, for the next process, or else in memory.

    A compiled template names the hash of its text, so that one of another text is never used.
    """
    folder = REPORTS_FOLDER / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return _compiled_templates
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))
