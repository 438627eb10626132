"""One thing that is wrong with a home: where, what, and what to do."""

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
        """The whole problem in one line."""
        return f"DAMAGED: {self.path}: {self.what}; {self.advice}"
