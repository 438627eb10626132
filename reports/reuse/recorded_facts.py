"""Facts that note what is read of them, so that nobody has to list what a page rests on.

A page is rendered from such facts. What it has read, with a digest of each value, is its record: where all of these are
the same in a later edition, so is the page, because nothing else went into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import FunctionType, MethodType
from typing import Any, Literal, TypeVar

from reports.data.records import SeriesRecord
from reports.reuse.value_digest import digest_value

Source = Literal["edition", "catalogue", "levels", "behind"]
ReadKey = tuple[Any, ...]
"""A source and the name of a field; for one entry of a field that is a dictionary, also the key of the entry."""
Value = TypeVar("Value")
MISSING = "there is no such entry"


class ReadLog:
    """The digests of values that were read. `known` is shared by all pages, so that each value is digested once."""

    def __init__(self, known: dict[ReadKey, str]) -> None:
        self.known = known
        self.reads: dict[ReadKey, str] = {}

    def note(self, key: ReadKey, value: Any) -> None:
        if key in self.reads:
            return
        if key not in self.known:
            self.known[key] = digest_value(value)
        self.reads[key] = self.known[key]


class RecordedMap(Mapping[Any, Value]):
    """A dictionary that notes which of its entries are read; going through it reads the whole."""

    def __init__(self, key: ReadKey, values: Mapping[Any, Value], log: ReadLog) -> None:
        self._key, self._values, self._log = key, values, log

    def __getitem__(self, entry: Any) -> Value:
        self._log.note((*self._key, entry), self._values.get(entry, MISSING))
        return self._values[entry]

    def __iter__(self) -> Iterator[Any]:
        self._log.note(self._key, self._values)
        return iter(self._values)

    def __len__(self) -> int:
        self._log.note(self._key, self._values)
        return len(self._values)


class RecordedFacts:
    """A frozen record whose fields are noted when they are read, also by the record's own methods."""

    def __init__(self, source: Source, facts: Any, log: ReadLog) -> None:
        self._source, self._facts, self._log = source, facts, log

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(type(self._facts), name, None)
        if isinstance(attribute, FunctionType):
            return MethodType(attribute, self)
        value = getattr(self._facts, name)
        if isinstance(value, dict):
            return RecordedMap((self._source, name), value, self._log)
        self._log.note((self._source, name), value)
        return value


class RecordedEdition(RecordedFacts):
    """What all pages share. Whether a series is behind is noted as yes or no, not as the edition's newest month."""

    def is_behind(self, series: SeriesRecord) -> bool:
        is_behind: bool = self._facts.is_behind(series)
        self._log.note(behind_key(series), is_behind)
        return is_behind


def behind_key(series: SeriesRecord) -> ReadKey:
    return ("behind", series.measure.name, series.organisation)


def digest_reads(keys: list[ReadKey], digest_of: Callable[[ReadKey], str]) -> str:
    """One digest for all that was read; empty where a part has none."""
    digests = [digest_of(key) for key in keys]
    return digest_value(tuple(digests)) if all(digests) else ""
