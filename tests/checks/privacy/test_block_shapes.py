"""The tests of shapes on whole blocks agree with a plain reading of each line."""

from __future__ import annotations

import random
import re

import pytest

from checks.privacy.block_shapes import BlockShapes

PIECES = ("12", "1", "3 ", "Ward", "a", "A1", ",", ", ", "\xa0", "\n", "\n\n", "\r", "", "NHS number", "0 0")


def _plain_lines_of_words(block: bytes) -> list[tuple[int, bytes]]:
    lines = block.split(b"\n" if b"\n" in block else b"\r")
    return [
        (number, line)
        for number, line in enumerate(lines)
        if re.search(rb"[A-Za-z]{2}", line) and not re.search(rb"[0-9]{2}", line)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_lines_of_words_are_those_that_a_plain_reading_finds(seed: int) -> None:
    pick = random.Random(seed)
    for length in range(60):
        block = "".join(pick.choices(PIECES, k=length)).encode("latin-1")
        shapes = BlockShapes(block)
        lines = [(line.index, line.text) for line in shapes.lines_of_words()]
        assert lines == _plain_lines_of_words(block)
        assert shapes.line_ends == (block.count(b"\n") or block.count(b"\r"))
        assert all(block[line.end - len(line.text) : line.end] == line.text for line in shapes.lines_of_words())
