"""Every abbreviation and every word of the method that a page uses is in the glossary."""

from __future__ import annotations

import re

import pytest

from checks.extracts import EXTRACTS
from reports.text.glossary import GLOSSARY, list_in_alphabet
from tests.bench.readability import list_sentences, name_kind
from tests.reports.site import Published

ABBREVIATION = re.compile(r"\b(?:[A-Z]&[A-Z]|[A-Z]{2,}\d*)\b")
METHOD_WORDS = (
    *("adopter", "assurance", "balancing measure", "baseline", "cohort", "common cause", "comparator", "confidence"),
    *(
        "coverage",
        "early warning",
        "edition",
        "eroding",
        "expected range",
        "funnel plot",
        "grade of evidence",
        "limits",
    ),
    *(
        "median",
        "peers",
        "practice",
        "provisional",
        "quarantine",
        "rebase",
        "run chart",
        "share retained",
        "special cause",
    ),
    *(
        "standard",
        "sustained",
        "variation",
        "vintage",
        "washout",
        "XmR chart",
        "Benjamini-Hochberg",
        "incomplete pathway",
    ),
    *("decision to admit", "ODS code", "new RTT period", "P′ chart"),
)
"""Words that mean something particular here, whether or not a page of the sample has them."""
EXPLAINED_IN_PLACE = frozenset({"CPU", "ID"})
NAMES = """
    select name from core.organisation union select organisation from core.organisation
    union select practice from core.practice union select programme from core.programme
    union select title from core.practice union select title from core.programme
"""


@pytest.mark.parametrize("word", METHOD_WORDS)
def test_the_glossary_has_each_word_of_the_method(word: str) -> None:
    terms = {term for extract in EXTRACTS.values() for term in extract.terms}
    assert word.lower() in {term.lower() for term in {*GLOSSARY, *terms}}


def test_the_glossary_is_in_the_order_of_the_alphabet_and_in_sentences() -> None:
    assert list(list_in_alphabet(GLOSSARY)) == list(GLOSSARY)
    assert all(meaning.endswith(".") and meaning[0].isupper() for meaning in GLOSSARY.values())


def test_the_glossary_has_each_abbreviation_of_every_page(published: Published) -> None:
    known = set(ABBREVIATION.findall(" ".join(GLOSSARY))) | EXPLAINED_IN_PLACE
    names = {name for (name,) in published.ask(NAMES) if name}
    known |= {part for name in names for part in re.findall(r"\w+", name)}
    unknown: dict[str, str] = {}
    for name, page in published.pages.items():
        for sentence in list_sentences(page.source):
            for term in ABBREVIATION.findall(sentence):
                if term not in known:
                    unknown.setdefault(term, f"{name_kind(name)}: {sentence[:120]}")
    assert unknown == {}
