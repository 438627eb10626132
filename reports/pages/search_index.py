"""The index of the search and of the reader's patch: a script that sets a global.

A page opened from a shared drive may not use fetch, so every page loads the index as a script.
"""

from __future__ import annotations

import json
from typing import Any

from reports.data.old_names import read_old_names
from reports.links import changed_page_path, organisation_page_path
from reports.pages.site import EditionSite
from reports.slugs import slug

ASKED = "for patients near me hospital waiting time"
QUESTIONS = (
    (
        "Adopters losing their gain: whom to ask",
        "index.html#losing",
        "slipping eroding lost early warning contact ring",
    ),
    ("Who had your gap and closed it", "gaps.html", "same level start closed contact ask ring"),
    ("Open proposals to recalculate limits", "proposals.html", "approve refuse rebase"),
    ("Revisions of published figures", "revisions.html", "corrected changed"),
    ("Take the data: CSV and Parquet", "data.html", "download spreadsheet python r duckdb frictionless package"),
    ("How the verdict is reached", "methods.html#verdict", "methods glossary how wrong"),
)
IndexRow = list[Any]
"""Title, code, path and other names; of what can be a patch also the areas that it lies in, and its page of changes."""


def write_search_index(site: EditionSite) -> None:
    rows = [*_organisation_rows(site), *_measure_rows(site), *_practice_rows(site), *_page_rows(site)]
    text = json.dumps(rows, ensure_ascii=True, separators=(",", ":")).replace("</", "<\\/")
    site.keep("search.js", f"window.holdgainIndex={text};\n")


def _organisation_rows(site: EditionSite) -> list[IndexRow]:
    shared, old_names = site.shared, read_old_names(site.con)
    return [
        [
            organisation.name,
            organisation.code,
            organisation_page_path(organisation.code, shared, ""),
            old_names.get(organisation.code, ""),
            [*organisation.areas, *organisation.cohorts],
            changed_page_path(organisation.code) if organisation.is_area else "",
        ]
        for organisation in shared.organisations.values()
    ]


def _measure_rows(site: EditionSite) -> list[IndexRow]:
    return [
        [
            measure.title,
            "measure",
            f"measure/{slug(measure.name)}.html",
            f"{measure.name.replace('_', ' ')} {measure.section} {measure.noun}",
        ]
        for measure in site.shared.measures.values()
    ]


def _page_rows(site: EditionSite) -> list[IndexRow]:
    """Pages that answer a question, by the words in which people ask it."""
    waits = [
        (f"How long people wait: {measure.section}", f"waits/{slug(measure.name)}.html", f"{measure.title} {ASKED}")
        for measure in site.shared.measures.values()
        if (site.folder / "waits" / f"{slug(measure.name)}.html").exists()
    ]
    return [[title, "page", path, words] for title, path, words in (*waits, *QUESTIONS)]


def _practice_rows(site: EditionSite) -> list[IndexRow]:
    return [
        [practice.title, "practice", f"practice/{practice.place}.html", practice.practice.replace("_", " ")]
        for practice in site.catalogue.practices.values()
    ]
