"""Checks every claim of an edition: its values against the warehouse, and the words on the pages against both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from checks.storage.home import Home
from reports.claims.claim import Claim, ClaimValue
from reports.claims.claim_book import CLAIMS, FIELDS, read_claims
from reports.data.disclosure import DisclosureRule, connect_published
from reports.editions import FACTS
from reports.verification.edition_check import EditionCountCheck
from reports.verification.evidence_check import EvidenceCheck
from reports.verification.falsehood import Falsehood, VerificationReport, is_same, list_values, name_claim
from reports.verification.loose_texts import LooseTextCheck
from reports.verification.methods_check import MethodsCheck
from reports.verification.note_check import NoteCheck
from reports.verification.package_check import PackageCheck, find_package_faults
from reports.verification.page_elements import ClaimedElement, PageElements, read_page
from reports.verification.practice_check import PracticeCheck
from reports.verification.proposal_check import ProposalCheck
from reports.verification.quality_check import QualityCheck
from reports.verification.register_check import RegisterCheck
from reports.verification.revision_check import RevisionCheck
from reports.verification.series_check import SeriesCheck


class ClaimCheck(Protocol):
    """Checks claims of some kinds: their values, and the words of an element that makes one."""

    kinds: frozenset[str]

    def recompute(self, claim: Claim) -> tuple[ClaimValue, ...] | None: ...

    def check_words(self, claim: Claim, element: ClaimedElement) -> str: ...


Progress = Callable[[str], None]
SHOWN_CHARACTERS = 200
"""Of a sentence or a chart that is false, enough to find it on the page."""


class VerificationError(RuntimeError):
    """The edition cannot be checked; the message says why and what to do."""


def verify_edition(home: Home, name: str = "latest", progress: Progress = lambda _: None) -> VerificationReport:
    """Check an edition against the warehouse that it was made from.

    Its pages, and the files of its data package. Raises VerificationError if there is no such edition, or if it was
    made from another warehouse.
    """
    # a name, and no way to another folder
    folder = home.site / Path(name).name
    facts = _read_facts(folder)
    with _open_warehouse(home, facts) as con:
        progress(f"reading the figures for {facts['edition']}")
        report = EditionCheck(con, _read_rule(facts)).check(folder.resolve(), progress)
        progress("comparing the data package with the warehouse")
        report.falsehoods += find_package_faults(con, folder.resolve())
        return report


def _read_facts(folder: Path) -> dict[str, object]:
    if not folder.exists():
        raise VerificationError(f"there is no edition {folder.name} at {folder.parent}: run `holdgain publish`")
    if not (folder / CLAIMS).exists():
        raise VerificationError(f"the edition {folder.name} has no {CLAIMS}: run `holdgain publish`, which writes it")
    try:
        facts: dict[str, object] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise VerificationError(
            f"{folder / FACTS} is damaged or missing: run `holdgain publish --full`, which writes it again"
        ) from fault
    return facts


def _open_warehouse(home: Home, facts: dict[str, object]) -> duckdb.DuckDBPyConnection:
    """The warehouse as published for the edition: with the same disclosure rule, and from the same files."""
    if not home.warehouse.exists():
        raise VerificationError(f"there is no warehouse at {home.warehouse}: run `holdgain build` first")
    con = connect_published(home.warehouse, _read_rule(facts))
    received = con.execute("select max(received_at) from core.load").fetchall()[0][0]
    if received is None or not str(facts["newest_load"]).startswith(received.isoformat()):
        raise VerificationError(
            f"the edition {facts['edition']} was made from another warehouse: run `holdgain publish`"
        )
    return con


def _read_rule(facts: dict[str, object]) -> DisclosureRule:
    """The disclosure rule that the edition was published with."""
    values = facts["disclosure"] if isinstance(facts["disclosure"], dict) else {}
    return DisclosureRule(**{key: values[key] for key in DisclosureRule.__dataclass_fields__})


class EditionCheck:
    """Checks the claims of folders of pages against one warehouse, whose figures it reads once."""

    def __init__(self, con: duckdb.DuckDBPyConnection, rule: DisclosureRule | None = None) -> None:
        rule = rule or DisclosureRule()
        series = SeriesCheck(con)
        practices = PracticeCheck(con, series.warehouse)
        counts = EditionCountCheck(con, series.warehouse, practices.warehouse)
        proposals = ProposalCheck(con, series.warehouse)
        quality = QualityCheck(con)
        methods = MethodsCheck(con, series.warehouse, (rule.threshold, rule.least_denominator, rule.rounding_step))
        revisions = RevisionCheck(con, series.warehouse)
        registers = RegisterCheck(con, series.warehouse, practices.warehouse)
        notes = NoteCheck(con, series.warehouse, counts.warehouse.listings)
        evidence = EvidenceCheck(con, practices.warehouse)
        package = PackageCheck(con)
        checks: tuple[ClaimCheck, ...] = (
            *(series, practices, counts, proposals, quality, methods, registers, revisions, notes, evidence, package),
        )
        self.check_by_kind = {kind: check for check in checks for kind in check.kinds}
        self.loose = LooseTextCheck(con)

    def check(self, folder: Path, progress: Progress = lambda _: None) -> VerificationReport:
        """Check every claim and every page of a folder."""
        claims_by_page = _read_claims_by_page(folder)
        report = VerificationReport()
        faults = {claim: self._check_values(claim) for claims in claims_by_page.values() for claim in claims}
        report.claims.update(claim.kind for claim in faults)
        for count, path in enumerate(sorted(folder.rglob("*.html")), start=1):
            report.pages += 1
            page = path.relative_to(folder).as_posix()
            elements = read_page(path.read_text(encoding="utf-8"))
            claims = claims_by_page.pop(page, [])
            report.elements.update(
                claims[element.number].kind for element in elements.claimed if element.number < len(claims)
            )
            report.falsehoods += self._check_page(page, elements, claims, faults)
            if count % 100 == 0:
                progress(f"{count} pages checked")
        report.falsehoods += [
            Falsehood(CLAIMS, name_claim(claim), "", f"there is no page {page}, which is to make this claim")
            for page, claims in claims_by_page.items()
            for claim in claims
        ]
        return report

    def _check_values(self, claim: Claim) -> str:
        true = self.check_by_kind[claim.kind].recompute(claim)
        if true is None:
            return "the warehouse has no such row"
        is_right = len(true) == len(claim.values) and all(map(is_same, claim.values, true))
        return "" if is_right else f"it claims {list_values(claim.values)}, and the warehouse has {list_values(true)}"

    def _check_page(
        self, page: str, elements: PageElements, claims: list[Claim], faults: Mapping[Claim, str]
    ) -> Iterator[Falsehood]:
        for element in elements.claimed:
            shown = element.text or element.attributes.get("aria-label", "")
            if element.number >= len(claims):
                yield Falsehood(
                    page, "no claim", shown[:SHOWN_CHARACTERS], f"claim {element.number} is not in {CLAIMS}"
                )
                continue
            claim = claims[element.number]
            if fault := faults[claim] or self.check_by_kind[claim.kind].check_words(claim, element):
                yield Falsehood(page, name_claim(claim), shown[:SHOWN_CHARACTERS], fault)
        seen = {element.number for element in elements.claimed}
        for number, claim in enumerate(claims):
            if number not in seen:
                yield Falsehood(page, name_claim(claim), "", "the page does not make this claim")
        for text in self.loose.find_unclaimed(page, elements):
            yield Falsehood(page, "no claim", text[:SHOWN_CHARACTERS], "a figure or a finding needs a claim")


def _read_claims_by_page(folder: Path) -> dict[str, list[Claim]]:
    """The claims of each page in the order of their numbers."""
    claims_by_page: dict[str, list[Claim]] = {}
    try:
        rows = read_claims(folder)
    except (OSError, pa.ArrowException) as fault:
        raise VerificationError(
            f"{folder / CLAIMS} is damaged: run `holdgain publish --full`, which writes it again"
        ) from fault
    for row in rows:
        values = tuple(value or None for value in row["values"])  # type: ignore[union-attr]
        keys = {name: str(row[name]) for name in FIELDS}
        claims_by_page.setdefault(str(row["page"]), []).append(Claim(**keys, values=values))
    return claims_by_page
