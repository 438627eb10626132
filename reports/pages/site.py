"""An edition being written: the connection, shared data, the folder, and the pages that are rendered or taken over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import duckdb

from checks.storage.file_hash import hash_file
from reports.claims.claim_book import CLAIMS, ClaimBook
from reports.components import edition_claims, table_rows
from reports.components.area_cells import AreaCell
from reports.data import edition_reader
from reports.data.catalogue import PracticeCatalogue
from reports.data.disclosure import DisclosureRule
from reports.data.edition_record import EditionRecord
from reports.data.extract_titles import read_extract_titles
from reports.data.practices import read_catalogue, read_levels
from reports.data.punctuality import next_late_day, read_punctuality
from reports.data.records import SeriesRecord
from reports.data.series_source import SeriesSource
from reports.pages.frame import PageFrame
from reports.pages.page_site import PagePrinter, PageSite, RecordedSite, page_root
from reports.pages.page_templates import make_environment
from reports.reuse.earlier_edition import EarlierEdition, fill_holes, write_new_file
from reports.reuse.page_record import PageRecord
from reports.reuse.recorded_facts import MISSING, ReadKey, ReadLog, behind_key
from reports.reuse.value_digest import digest_value
from reports.text import changes
from reports.text.punctuality_words import late_sentence

PAGE_SUFFIX = ".html"


@dataclass(frozen=True)
class RankedOrganisation:
    """An organisation in the list of a measure, and the digest of its series."""

    code: str
    digest: str


class EditionSite(PageSite):
    """The edition being written, with data gathered on the way for the pages written last."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        folder: Path,
        name: str | None,
        built_at: str,
        rule: DisclosureRule | None = None,
        today: date | None = None,
        earlier: EarlierEdition | None = None,
    ) -> None:
        self.con, self.rule = con, rule or DisclosureRule()
        self.shared: EditionRecord = edition_reader.read_edition(con, name, built_at)
        self.catalogue: PracticeCatalogue = read_catalogue(con)
        self.series = SeriesSource(con, self.shared)
        self.punctuality = read_punctuality(
            self.shared.loads, read_extract_titles(con), today or datetime.now(UTC).date()
        )
        self.printer = self._make_printer(folder)
        self.earlier = earlier or EarlierEdition()
        self.records: dict[str, PageRecord] = {}
        self.taken_over: list[str] = []
        self.tally = changes.ChangeTally()
        self.ranked: dict[str, list[RankedOrganisation]] = {}
        """The list of each headline measure, in its order. The series of long histories would take too much room."""
        self.england: list[SeriesRecord] = []
        self.area_cells: dict[tuple[str, str], AreaCell] = {}
        self._levels: dict[str, dict[str, float]] = {}
        self.comparison_rows: dict[tuple[str, str], table_rows.TableRow] = {}
        self._digests: dict[ReadKey, str] = {}
        self._series_digests: dict[tuple[str, str], str] = {}

    def _make_printer(self, folder: Path) -> PagePrinter:
        templates, shared = make_environment(), self.shared
        claim = edition_claims.claim_edition(shared.name, shared.month, len(shared.loads))
        facts = {
            "edition": shared,
            "edition_claim": claim,
            "late_words": late_sentence(self.punctuality),
            "late_on": next_late_day(self.punctuality),
        }
        return PagePrinter(folder, templates, PageFrame(templates, facts), ClaimBook(), claim)

    @property
    def folder(self) -> Path:
        return self.printer.folder

    def add_page(self, path: str, given: object, render: Callable[[PageSite], None]) -> None:
        """Take a page, or a file of its own, over from the edition before, or make it.

        `given` is all that `render` has besides the site that it is called with.
        """
        digest = digest_value(given)
        if self._take_over(path, digest):
            return
        site = RecordedSite(self, self.printer, ReadLog(self._digests))
        render(site)
        self.records[path] = site.make_record(digest)

    def _take_over(self, path: str, given: str) -> bool:
        record = self.earlier.find_page(path, given, self._digest_of)
        contents = self.earlier.read_files(record) if record else None
        if record is None or contents is None:
            return False
        for name, content in contents.items():
            filled, holes = content, record.holes
            if name == path:
                filled, holes = fill_holes(content, record.holes, self.printer.frame.make_pieces(page_root(path)))
                record = replace(record, holes=holes)
            if filled == content:
                write_new_file(self.folder / name, content)
            else:
                record = replace(record, files={**record.files, name: self.printer.write_file(name, filled)})
        self.records[path] = record
        self.taken_over.append(path)
        return True

    def write(self, path: str, template: str, **context: Any) -> None:
        """Write a page whose context is at hand."""
        self.add_page(path, (template, context), lambda site: site.write(path, template, **context))

    def keep(self, path: str, text: str) -> None:
        self.printer.write_file(path, text.encode())

    @property
    def taken_over_pages(self) -> list[str]:
        return [path for path in self.taken_over if path.endswith(PAGE_SUFFIX)]

    def write_claims(self) -> str:
        """Write the claims of all pages; the file's SHA-256."""
        if self.earlier.claims is not None:
            self.printer.claims.take_over(self.earlier.claims, self.taken_over_pages, self.printer.edition_claim)
        self.printer.claims.write(self.folder)
        return hash_file(self.folder / CLAIMS)

    def levels(self, measure: str) -> dict[str, float]:
        """Each organisation's current level on a measure, read once per measure."""
        if measure not in self._levels:
            self._levels[measure] = read_levels(self.con, measure)
        return self._levels[measure]

    def digest_series(self, series: SeriesRecord) -> str:
        """A digest of a series, and the note whether it is behind, which pages ask for by its name."""
        key = (series.measure.name, series.organisation)
        if key not in self._series_digests:
            # what has no digest is like nothing else
            self._series_digests[key] = digest_value(series) or token_hex()
            self._digests[behind_key(series)] = digest_value(self.shared.is_behind(series))
        return self._series_digests[key]

    def comparison_row(self, series: SeriesRecord) -> table_rows.TableRow:
        """An organisation's row in the list of a measure, which several pages have."""
        key = (series.measure.name, series.organisation)
        if key not in self.comparison_rows:
            self.comparison_rows[key] = table_rows.comparison_row(series, self.shared)
        return self.comparison_rows[key]

    def listed_row(self, measure: str, organisation: str) -> table_rows.TableRow:
        """A row of the list of a measure, whose own page may have been taken over."""
        if (measure, organisation) not in self.comparison_rows:
            for series in self.series.of_measure(measure):
                self.comparison_row(series)
        return self.comparison_rows[measure, organisation]

    def _digest_of(self, key: ReadKey) -> str:
        """The digest of what a page has read, as it is now; empty for a series that has not come up yet."""
        if key[0] == "behind":
            return self._digests.get(key, "")
        if key not in self._digests:
            self._digests[key] = digest_value(self._value_of(*key))
        return self._digests[key]

    def _value_of(self, source: str, name: str, *entry: Any) -> Any:
        if source == "levels":
            values: Any = self.levels(name)
        else:
            values = getattr(self.shared if source == "edition" else self.catalogue, name)
        return values.get(entry[0], MISSING) if entry else values
