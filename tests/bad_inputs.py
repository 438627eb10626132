"""The table of quarantined inputs in `docs/intake.md`, written from the cases of the parametrised tests.

Each test module has its cases in a dictionary: the input in words, then how it is made and the rule that its test
expects. `python -m tests.bad_inputs` prints the table, and with `--write` puts it into the page.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checks.validation.published_words import words_of
from tests.checks import test_hostile_files, test_inbox
from tests.checks.reading import test_text_reader, test_workbook

PAGE = Path(__file__).parents[1] / "docs" / "intake.md"
BEGIN, END = "<!-- made by python -m tests.bad_inputs --write -->\n", "<!-- end of what is made -->\n"
CASES: tuple[Mapping[str, tuple[Any, frozenset[str]]], ...] = (
    test_inbox.NO_EXTRACTS,
    test_text_reader.NO_TEXTS,
    test_hostile_files.HOSTILE,
    test_workbook.HOSTILE_WORKBOOKS,
)


def inputs_by_rule() -> dict[str, list[str]]:
    """Return the inputs in words for each rule that refuses them, both in the order of the alphabet."""
    pairs = sorted({(rule, words) for cases in CASES for words, (_, rules) in cases.items() for rule in rules})
    return {rule: [words for other, words in pairs if other == rule] for rule, _ in pairs}


def render_table() -> str:
    """Render one row for each rule: the inputs, what the reason says, and the rule."""
    rows = [
        f"| {'; '.join(inputs)} | {words_of('ae', rule)[0]} | `{rule}` |" for rule, inputs in inputs_by_rule().items()
    ]
    return "\n".join(["| input | the reason says | rule |", "|---|---|---|", *rows]) + "\n"


def replace_table(page: str) -> str:
    """Return the page with the table as the tests have it today. Raises ValueError if the page has no place for it."""
    before, rest = page.split(BEGIN, 1)
    return f"{before}{BEGIN}{render_table()}{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(replace_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print(render_table(), end="")
