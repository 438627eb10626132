"""Finds figures and findings on a page that no claim covers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from importlib import resources

import duckdb

from reports.verification.page_elements import LooseText, PageElements

NAMES = """
    select title from core.measure union select measure from core.measure union select description from core.measure
    union select name from core.organisation union select organisation from core.organisation
    union select title from core.practice union select practice from core.practice
    union select measure from core.practice union select unnest(balancing_measures) from core.practice
    union select title from core.programme union select programme from core.programme
    union select title from core.standard
    union select organisation from core.adoption union select title from core.extract
    union select for_patients from core.measure union select noun from core.measure
    union select source from core.extract union select meaning from core.gain_parameter
    union select source from core.gain_parameter
"""
NOT_CLAIMED = frozenset({"wrap due", "rule", "cnt", "meaning"})
"""Classes of texts that are not claims.

In their order: the day after which an edition is late, by the publication calendar, which the warehouse does not have;
identifiers of files and rules; the number of links in a cell, each of which is a claim; the glossary.
"""
FIXED_TEXTS = (
    *("Last 36 months", "Contains public sector information", "and each area are the sum of what their organisations"),
    *("Share of those eligible that use each.", "By strategic health authority (to 2013)"),
    *("Above the 99.8% limit", "Below the 99.8% limit", "If it is urgent, call NHS 111.", "How many in every 100"),
)
"""Beginnings of texts that are the same in every edition."""
FIXED_HEADS = frozenset({"90% limits"})
"""Whole texts that are the same in every edition: the head of a column."""
FINDINGS = frozenset(
    {"Met", "Not met", "Sustained", "Lost", "Eroding", "Won back", "Gain", "Inconclusive", "reached", "better", "worse"}
)
"""Texts that say by themselves what was found."""
EXPLAINING = ("methods.html", "quality.html", "quality-log.html", "revisions.html", "data.html")
"""Pages that explain much: the words of their templates are the same in every edition, so no claims about one."""
LEAST_REPEATED = 12
"""Characters of a claimed text from which its repetition, as in a label, is taken for the same claim."""


class LooseTextCheck:
    """Knows the names in the warehouse, which may have digits without saying anything."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        names = {name for (name,) in con.execute(NAMES).fetchall() if name and re.search(r"\d", name)}
        words = con.execute(
            "select description from mart.data_dictionary union select column_name from mart.data_dictionary"
        )
        self.dictionary = {" ".join(text.split()) for (text,) in words.fetchall() if text}
        self.fixed = _read_fixed_texts()
        ordered = sorted(map(re.escape, names), key=len, reverse=True)
        self.names = re.compile("|".join(ordered) or r"(?!)", re.IGNORECASE)

    def find_unclaimed(self, page: str, elements: PageElements) -> Iterator[str]:
        """The texts of a page with a figure, or which are a finding, that no claim covers."""
        claimed = {element.text for element in elements.claimed if len(element.text) >= LEAST_REPEATED}
        fixed = self.fixed.get(page, "")
        for loose in elements.loose:
            text = " ".join(loose.text.split())
            if text.startswith(FIXED_TEXTS) or text in FIXED_HEADS or text in self.dictionary or text in fixed:
                continue
            if not _is_left_out(loose) and self._says_something(text, claimed):
                yield text

    def _says_something(self, text: str, claimed: set[str]) -> bool:
        if text in FINDINGS:
            return True
        if not re.search(r"\d", text):
            return False
        for claim_text in sorted((claim_text for claim_text in claimed if claim_text in text), key=len, reverse=True):
            text = text.replace(claim_text, "")
        return bool(re.search(r"\d", self.names.sub("", text)))


def _read_fixed_texts() -> dict[str, str]:
    """Texts of the template of an explaining page: they are the same in every edition, so no claims about one."""
    templates = resources.files("reports") / "templates"
    texts = {}
    for name in EXPLAINING:
        source = (templates / name.replace("-", "_")).read_text(encoding="utf-8")
        without = re.sub(r"<[^>]*>|\{##\}", " ", re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\n", source, flags=re.DOTALL))
        texts[name] = " ".join(html.unescape(without).split())
    return texts


def _is_left_out(loose: LooseText) -> bool:
    css = re.search(r'class="([^"]*)"', loose.attributes)
    return bool(css and css[1] in NOT_CLAIMED)
