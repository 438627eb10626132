"""Writes all files of an edition into a folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from reports import themes
from reports.data import edition_facts
from reports.data.disclosure import SOURCE, DisclosureRule
from reports.data.edition_record import EditionRecord
from reports.editions import FACTS, count_files
from reports.formatting import plural
from reports.pages.all_pages import render_pages
from reports.pages.page_templates import REPORTS_FOLDER
from reports.pages.site import PAGE_SUFFIX, EditionSite
from reports.reuse.earlier_edition import EarlierEdition
from reports.reuse.page_record import EditionNotes

Progress = Callable[[str], None]


@dataclass(frozen=True)
class EditionRequest:
    """Which edition is asked for, in which colours, and under which rule of disclosure control."""

    month: str | None
    theme: str
    rule: DisclosureRule
    is_full: bool = False

    def describe_settings(self) -> str:
        """The settings that pages depend on; the theme is in the style sheet alone, which is always written."""
        return json.dumps(asdict(self.rule))


def render_edition(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    request: EditionRequest,
    earlier: EarlierEdition,
    progress: Progress,
) -> tuple[str, EditionNotes]:
    """Write the edition; its month, and the notes for the next one."""
    # editions are dated by their data, so that rendering again gives the same bytes
    known_at = edition_facts.read_newest_receipt(con)
    today = (edition_facts.read_build_moment(con) or known_at).date()
    _write_static_files(folder, request.theme)
    built_at = f"{known_at:%d %B %Y, %H:%M} UTC".lstrip("0")
    site = EditionSite(con, folder, request.month, built_at, request.rule, today, earlier)
    for page in render_pages(site):
        progress(f"rendered {page}")
    if earlier.folder:
        taken_over, pages = len(site.taken_over_pages), sum(path.endswith(PAGE_SUFFIX) for path in site.records)
        progress(f"{plural(pages - taken_over, 'page')} rendered, {taken_over:,} as in the edition before")
    notes = EditionNotes(request.describe_settings(), site.write_claims(), site.records)
    facts = {**_describe_edition(site.shared, known_at, request.rule), **count_files(folder)}
    (folder / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    return site.shared.name, notes


def _write_static_files(folder: Path, theme: str) -> None:
    shutil.copytree(REPORTS_FOLDER / "static", folder)
    with (folder / "app.css").open("a", encoding="utf-8") as styles:
        styles.write(themes.theme_rules(theme))


def _describe_edition(shared: EditionRecord, known_at: datetime, rule: DisclosureRule) -> dict[str, object]:
    accepted = [load for load in shared.loads if load["status"] not in ("quarantined", "withdrawn")]
    return {
        "edition": shared.name,
        "newest_load": known_at.isoformat(),
        "loads": len(shared.loads),
        "accepted": len(accepted),
        "organisations": len(shared.organisations),
        "measures": len(shared.whole_measures),
        "is_sample": shared.is_sample,
        "disclosure": {**asdict(rule), "source": SOURCE, "hidden_figures": sum(map(len, shared.hidden.values()))},
        "months": {measure: [f"{first:%Y-%m}", f"{last:%Y-%m}"] for measure, (first, last) in shared.years.items()},
    }
