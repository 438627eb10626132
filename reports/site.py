"""One edition while it is written: the warehouse's connection, what pages share, the folder, the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import changes, parts, views
from reports.records import Edition, Series
from reports.words import listed, month_name, number, plural, short_month, slug

HERE = Path(__file__).parent
NAVIGATION = (
    ("index.html", "What changed"),
    ("areas.html", "Areas"),
    ("providers.html", "Providers"),
    ("measures.html", "Measures"),
    ("quality.html", "Data quality"),
    ("methods.html", "Methods"),
)


def environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"month": month_name, "short_month": short_month, "slug": slug}
    found.globals |= {"number": number, "plural": plural, "listed": listed, "navigation": NAVIGATION}
    return found


class Site:
    """One edition while it is written: the connection, what pages share, the folder."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, name: str | None, built_at: str) -> None:
        self.con, self.folder = con, folder
        shared = views.edition(con, name, built_at)
        spans = con.execute("select measure, min(month), max(month) from core.observation group by all").fetchall()
        self.shared: Edition = replace(shared, years={measure: (first, last) for measure, first, last in spans})
        self.templates = environment()
        self.moves: list[changes.Move] = []
        self.looked_at = 0

    def write(self, path: str, template: str, **context: Any) -> None:
        root = "../" * path.count("/")
        here = path.split("/")[0]
        section = {"area": "areas.html", "provider": "providers.html", "measure": "measures.html"}.get(here, here)
        page = self.templates.get_template(template)
        text = page.render(edition=self.shared, root=root, section=section, place=self.place(root), **context)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def place(self, root: str) -> Callable[[str], str]:
        return lambda code: parts.place_of(code, self.shared, root)

    def look_at(self, series: Series) -> None:
        """Keep what the front page tells of this series, if anything."""
        if changes.is_looked_at(series, self.shared):
            self.looked_at += 1
            move = changes.new_signal(series)
            self.moves += [move] if move else []

    def keep_data(self, series: Series) -> None:
        target = self.folder / parts.data_file(series)
        target.parent.mkdir(exist_ok=True)
        target.write_text(parts.data_csv(series), encoding="utf-8")
