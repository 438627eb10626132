"""A problem with a home: where it is, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HomeProblem:
    """A problem in one part of the home; `path` is below the home's root."""

    area: str
    path: str
    what: str
    advice: str

    def sentence(self) -> str:
        """Format the problem as one line."""
        return printable_text(f"DAMAGED: {self.path}: {self.what}; {self.advice}")


def printable_text(text: str) -> str:
    """Replace unprintable characters, line breaks too: a name fits on one line and controls no terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
