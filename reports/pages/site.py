"""An edition being written: the connection, shared data, the folder, and the rendering of pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.claims.claim import Claim, claim_attribute
from reports.claims.claim_book import ClaimBook
from reports.components import edition_claims, table_rows
from reports.components.area_cells import AreaCell
from reports.components.series_card import data_file
from reports.data import edition_reader
from reports.data.catalogue import PracticeCatalogue
from reports.data.disclosure import DisclosureRule
from reports.data.edition_record import EditionRecord
from reports.data.extract_titles import read_extract_titles
from reports.data.practices import read_catalogue, read_levels
from reports.data.punctuality import next_late_day, read_punctuality
from reports.data.records import SeriesRecord
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
from reports.links import changed_page_path, organisation_page_path
from reports.slugs import slug
from reports.text import changes
from reports.text.punctuality_words import late_sentence

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
SECTIONS = {
    "area": "areas.html",
    "changed": "areas.html",
    "provider": "providers.html",
    "measure": "measures.html",
    "practice": "practices.html",
    "programme": "practices.html",
    "gaps.html": "practices.html",
    "waits": "measures.html",
    "revisions.html": "quality.html",
    "proposals": "quality.html",
    "proposals.html": "quality.html",
}


def make_environment() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(REPORTS_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
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


def _claim_markup(claim: Claim | None) -> Markup:
    """The attribute by which an element of a template names its claim."""
    return Markup(claim_attribute(claim) if claim else "")  # noqa: S704 - a mark, which a number replaces


class EditionSite:
    """The edition being written, with data gathered on the way for the pages written last."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        folder: Path,
        name: str | None,
        built_at: str,
        rule: DisclosureRule | None = None,
        today: date | None = None,
    ) -> None:
        self.con, self.folder, self.rule = con, folder, rule or DisclosureRule()
        self.shared: EditionRecord = edition_reader.read_edition(con, name, built_at)
        self.templates = make_environment()
        self.punctuality = read_punctuality(
            self.shared.loads, read_extract_titles(con), today or datetime.now(UTC).date()
        )
        self.templates.globals |= {
            "edition_claim": edition_claims.claim_edition(self.shared.name, self.shared.month, len(self.shared.loads)),
            "late": late_sentence(self.punctuality),
            "late_on": next_late_day(self.punctuality),
        }
        self.claims = ClaimBook()
        self.tally = changes.ChangeTally()
        self.members: dict[tuple[str, str], table_rows.TableRow] = {}
        self.england: list[SeriesRecord] = []
        self.area_cells: dict[tuple[str, str], AreaCell] = {}
        self.catalogue: PracticeCatalogue = read_catalogue(con)
        self.known_levels: dict[str, dict[str, float]] = {}

    def write(self, path: str, template: str, **context: Any) -> None:
        root = "../" * path.count("/")
        here = path.split("/")[0]
        page = self.templates.get_template(template)
        text = page.render(
            edition=self.shared, root=root, section=SECTIONS.get(here, here), place=self.place(root), **context
        )
        text = self.claims.number_claims(text)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def keep(self, path: str, text: str) -> None:
        """Write a file for download."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def levels(self, measure: str) -> dict[str, float]:
        """Each organisation's current level on a measure, read once per measure."""
        if measure not in self.known_levels:
            self.known_levels[measure] = read_levels(self.con, measure)
        return self.known_levels[measure]

    def place(self, root: str) -> Callable[[str], str]:
        return lambda code: organisation_page_path(code, self.shared, root)

    def keep_data(self, series: SeriesRecord) -> None:
        self.keep(data_file(series), table_rows.data_csv(series))
