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
        return f"DAMAGED: {self.path}: {self.what}; {self.advice}"
