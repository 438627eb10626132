"""What pages are rendered from, and where they go."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment

from reports.claims.claim import Claim
from reports.claims.claim_book import ClaimBook
from reports.data.catalogue import PracticeCatalogue
from reports.data.disclosure import DisclosureRule
from reports.data.edition_record import EditionRecord
from reports.links import organisation_page_path
from reports.pages.frame import PageFrame, hole_mark, place_pieces
from reports.reuse.earlier_edition import write_new_file
from reports.reuse.page_record import Hole, PageRecord
from reports.reuse.recorded_facts import ReadKey, ReadLog, RecordedEdition, RecordedFacts, RecordedMap, digest_reads

SECTIONS = {
    "area": "areas.html",
    "changed": "areas.html",
    "provider": "providers.html",
    "measure": "measures.html",
    "practice": "practices.html",
    "programme": "practices.html",
    "gaps.html": "practices.html",
    "waits": "measures.html",
    "quality-log.html": "quality.html",
    "data.html": "quality.html",
    "revisions.html": "quality.html",
    "proposals": "quality.html",
    "proposals.html": "quality.html",
}


def page_root(path: str) -> str:
    """The way from a page to the folder of its edition."""
    return "../" * path.count("/")


class PageSite(ABC):
    """What a page may be rendered from: no query, and nothing that other pages have left behind."""

    shared: EditionRecord
    catalogue: PracticeCatalogue
    rule: DisclosureRule

    @abstractmethod
    def write(self, path: str, template: str, **context: Any) -> None:
        """Render a page and write it."""

    @abstractmethod
    def keep(self, path: str, text: str) -> None:
        """Write a file for download."""

    @abstractmethod
    def levels(self, measure: str) -> Mapping[str, float]:
        """Each organisation's current level on a measure."""

    def place(self, root: str) -> Callable[[str], str]:
        return lambda code: organisation_page_path(code, self.shared, root)


@dataclass
class PagePrinter:
    """Turns templates into files of an edition."""

    folder: Path
    templates: Environment
    frame: PageFrame
    claims: ClaimBook
    edition_claim: Claim

    def print_page(
        self, path: str, template: str, site: PageSite, context: Mapping[str, Any]
    ) -> tuple[str, tuple[Hole, ...]]:
        """Write a page; its SHA-256 and holes."""
        root, here = page_root(path), path.split("/")[0]
        text = self.templates.get_template(template).render(
            edition=site.shared,
            root=root,
            section=SECTIONS.get(here, here),
            place=site.place(root),
            hole=hole_mark,
            **context,
        )
        numbered = self.claims.number_claims(path, text, self.edition_claim)
        content, holes = place_pieces(numbered, self.frame.make_pieces(root))
        return self.write_file(path, content), holes

    def write_file(self, path: str, content: bytes) -> str:
        """Write a file; its SHA-256."""
        write_new_file(self.folder / path, content)
        return hashlib.sha256(content).hexdigest()


class RecordedSite(PageSite):
    """The site as one page sees it: what the page reads is noted, and which files it writes."""

    def __init__(self, site: PageSite, printer: PagePrinter, log: ReadLog) -> None:
        self._site, self._printer, self._log = site, printer, log
        self.shared = cast(EditionRecord, RecordedEdition("edition", site.shared, log))
        self.catalogue = cast(PracticeCatalogue, RecordedFacts("catalogue", site.catalogue, log))
        self.rule = site.rule
        self._files: dict[str, str] = {}
        self._holes: tuple[Hole, ...] = ()

    def write(self, path: str, template: str, **context: Any) -> None:
        self._files[path], self._holes = self._printer.print_page(path, template, self, context)

    def keep(self, path: str, text: str) -> None:
        self._files[path] = self._printer.write_file(path, text.encode())

    def levels(self, measure: str) -> Mapping[str, float]:
        return RecordedMap(("levels", measure), self._site.levels(measure), self._log)

    def make_record(self, given: str) -> PageRecord:
        keys: list[ReadKey] = list(self._log.reads)
        read = digest_reads(keys, self._log.reads.__getitem__)
        return PageRecord(given, tuple(keys), read, self._files, self._holes)
