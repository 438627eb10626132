"""Facts note what is read of them: an entry, a field, or the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from reports.data.edition_record import EditionRecord
from reports.reuse.recorded_facts import ReadLog, RecordedEdition, RecordedFacts, digest_reads
from reports.reuse.value_digest import digest_value
from tests.reports.series import month, series


def edition(newest: int) -> EditionRecord:
    years = {"a_measure": (month(0), month(newest))}
    return EditionRecord("2026-09", month(newest), {}, {}, {}, [], False, "", years=years)


@dataclass(frozen=True)
class Facts:
    names: dict[str, str] = field(default_factory=lambda: {"A": "Ash", "B": "Beech"})
    month: str = "2026-09"

    def name_of(self, code: str) -> str:
        return self.names.get(code, "?")


@pytest.fixture
def log() -> ReadLog:
    return ReadLog({})


def recorded(log: ReadLog) -> Any:
    return RecordedFacts("edition", Facts(), log)


def test_an_entry_is_noted_by_its_key_and_a_missing_one_too(log: ReadLog) -> None:
    facts = recorded(log)
    assert (facts.names["A"], facts.names.get("C", "none"), "B" in facts.names) == ("Ash", "none", True)
    assert list(log.reads) == [("edition", "names", "A"), ("edition", "names", "C"), ("edition", "names", "B")]


@pytest.mark.parametrize(
    "read", [list, len, dict, lambda names: list(names.items()), lambda names: sorted(names.values())]
)
def test_going_through_a_dictionary_notes_the_whole(log: ReadLog, read: Any) -> None:
    read(recorded(log).names)
    assert ("edition", "names") in log.reads


def test_what_a_method_reads_is_noted(log: ReadLog) -> None:
    assert recorded(log).name_of("B") == "Beech"
    assert list(log.reads) == [("edition", "names", "B")]
    assert recorded(log).month == "2026-09"
    assert ("edition", "month") in log.reads


def test_whether_a_series_is_behind_is_noted_without_the_month_of_the_edition(log: ReadLog) -> None:
    facts: Any = RecordedEdition("edition", edition(11), log)
    some = series([0.7] * 12)
    assert facts.is_behind(some) is edition(11).is_behind(some)
    assert [key[0] for key in log.reads] == ["behind"]


def test_other_values_have_another_digest_and_what_has_none_is_never_the_same() -> None:
    values: tuple[object, ...] = (
        None,
        0,
        0.0,
        False,
        "",
        (),
        [],
        {},
        -0.0,
        1,
        True,
        1.0,
        "1",
        series([0.7]),
        series([0.7000001]),
    )
    assert len({digest_value(value) for value in values}) == len(values)
    assert digest_value(series([0.7, 0.8])) == digest_value(series([0.7, 0.8]))
    assert digest_value(lambda: 1) == ""
    assert digest_reads([("edition", "names")], lambda _: "") == ""
