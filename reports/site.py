"""One edition while it is written: the connection, what the pages share, the folder, and how a page is rendered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import changes, rows, views
from reports.disclosure import DisclosureRule
from reports.parts import data_file
from reports.practices.catalogue import Catalogue
from reports.practices.read import catalogue, levels
from reports.records import Edition, Series
from reports.slugs import slug
from reports.words import day_name, edition_name, listed, month_name, number, plural, short_month, unit_name

HERE = Path(__file__).parent
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
    "provider": "providers.html",
    "measure": "measures.html",
    "practice": "practices.html",
    "programme": "practices.html",
    "revisions.html": "quality.html",
}


def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "month": month_name,
        "short_month": short_month,
        "slug": slug,
        "day": day_name,
        "edition_name": edition_name,
    }
    found.globals |= {
        "number": number,
        "plural": plural,
        "listed": listed,
        "unit_name": unit_name,
        "navigation": NAVIGATION,
    }
    return found


class Site:
    """What is written to, and what is gathered on the way for the pages that are written last."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        folder: Path,
        name: str | None,
        built_at: str,
        rule: DisclosureRule | None = None,
    ) -> None:
        self.con, self.folder, self.rule = con, folder, rule or DisclosureRule()
        self.shared: Edition = views.edition(con, name, built_at)
        self.templates = environment()
        self.tally = changes.Tally()
        self.members: dict[tuple[str, str], rows.Row] = {}
        self.england: list[Series] = []
        self.catalogue: Catalogue = catalogue(con)
        self.known_levels: dict[str, dict[str, float]] = {}

    def write(self, path: str, template: str, **context: Any) -> None:
        root = "../" * path.count("/")
        here = path.split("/")[0]
        page = self.templates.get_template(template)
        text = page.render(
            edition=self.shared, root=root, section=SECTIONS.get(here, here), place=self.place(root), **context
        )
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def keep(self, path: str, text: str) -> None:
        """Write what can be downloaded."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def levels(self, measure: str) -> dict[str, float]:
        """Where each organisation stands now on a measure; asked once for each."""
        if measure not in self.known_levels:
            self.known_levels[measure] = levels(self.con, measure)
        return self.known_levels[measure]

    def place(self, root: str) -> Callable[[str], str]:
        return lambda code: rows.place_of(code, self.shared, root)

    def keep_data(self, series: Series) -> None:
        self.keep(data_file(series), rows.data_csv(series))
