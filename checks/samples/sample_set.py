"""What a module of samples gives: a `SAMPLES` with its good files, and a `BROKEN` with its broken ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from checks.samples.world import World

MakeContent = Callable[[World], bytes]
NamedContent = tuple[str, bytes]
"""The name and the content of a file."""


def _without_files(*_: object) -> Iterable[NamedContent]:
    return ()


@dataclass(frozen=True)
class SampleSet:
    """The samples of the kinds that one module knows.

    `good` has one good file of each kind, from which broken ones are derived. `history` gives what arrives first:
    registers and earlier layouts. `of_month` gives the files of one month, out of all the months that were asked for;
    `late` gives what arrives after the last month. The same world must give the same bytes.
    """

    good: Mapping[str, MakeContent]
    history: Callable[[World], Iterable[NamedContent]] = _without_files
    of_month: Callable[[World, str, Sequence[str]], Iterable[NamedContent]] = _without_files
    late: Callable[[World, Sequence[str]], Iterable[NamedContent]] = _without_files


@dataclass(frozen=True)
class BrokenSample:
    """One broken file: its kind (empty if of no known kind), its fault in words, and the rule that must find it."""

    name: str
    kind: str
    fault: str
    rule: str
    content: MakeContent
    is_in_inbox: bool = field(default=False, kw_only=True)
    """Whether `holdgain sample` writes it too, so that a first run shows a quarantine."""
