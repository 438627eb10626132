"""Each broken file is its good sibling but for what its name says."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from checks.samples import ae, broken
from checks.samples.discovery import find_broken_samples, find_good_files
from checks.samples.world import make_world

WORLD = make_world(broken.PROVIDERS, 2026)
BY_NAME = {sample.name: sample for sample in find_broken_samples()}


def _changed(name: str) -> tuple[list[str], list[str]]:
    """The lines of the good file that are gone, and the new ones in the broken file, without the total row."""
    item = BY_NAME[name]
    before, after = (
        content.decode().split("\r\n") for content in (find_good_files()[item.kind](WORLD), item.content(WORLD))
    )
    lines = list(difflib.ndiff(before, after))
    reported = [[line[2:] for line in lines if line[0] == sign and not line[2:].startswith("TOTAL")] for sign in "-+"]
    return reported[0], reported[1]


def _cells(name: str) -> list[tuple[str, str]]:
    """The cells that differ, in a file with one line changed."""
    gone, new = _changed(name)
    assert len(gone) == len(new) == 1
    # names with a comma are quoted: both lines are split alike
    pairs = zip(gone[0].split(","), new[0].split(","), strict=True)
    return [(before, after) for before, after in pairs if before != after]


def test_every_writes_all_of_them_and_again_the_same(tmp_path: Path) -> None:
    first, second = broken.write_broken_samples(tmp_path / "a"), broken.write_broken_samples(tmp_path / "b")
    assert list(first) == list(BY_NAME)
    assert [path.read_bytes() for path in first.values()] == [path.read_bytes() for path in second.values()]
    assert len({path.read_bytes() for path in first.values()}) == len(first)
    assert {sample.name for sample in find_broken_samples() if sample.is_in_inbox} < set(first)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AE-broken-negative-count.csv", "-5"),
        ("AE-broken-decimal-count.csv", "3.7"),
        ("AE-broken-word-for-a-count.csv", "n/a"),
        ("AE-broken-blank-count.csv", ""),
        ("AE-broken-blank-code.csv", ""),
        ("AE-broken-unknown-region.csv", "NHS ENGLAND NOWHERE "),
        ("AE-broken-two-periods.csv", "MSitAE-MARCH-2026"),
    ],
)
def test_one_cell_differs(name: str, value: str) -> None:
    [(before, after)] = _cells(name)
    assert after == value
    assert before != value


def test_over_four_hours_is_above_attendances() -> None:
    [(_, over)] = _cells("AE-broken-over-4h-above-attendances.csv")
    _, [line] = _changed("AE-broken-over-4h-above-attendances.csv")
    assert int(over) - 7 in {int(cell) for cell in line.split(",") if cell.isdigit()}


def test_total_rows_fit_unless_they_are_the_fault() -> None:
    for name in ("negative-count", "over-4h-above-attendances", "duplicate-provider"):
        content = BY_NAME[f"AE-broken-{name}.csv"].content(WORLD).decode()
        *rows, total = (line.rsplit(",", 18)[1:] for line in content.split("\r\n")[1:-1])
        assert [sum(int(row[place]) for row in rows) for place in range(18)] == [int(cell) for cell in total]


@pytest.mark.parametrize(
    ("name", "gone", "new"),
    [
        ("AE-broken-duplicate-provider.csv", 0, 1),
        ("AE-broken-total-not-matching.csv", 0, 0),
        ("AE-broken-missing-total-row.csv", 0, 0),
        ("AE-broken-swapped-columns.csv", 1, 1),
        ("RTT-broken-specialty-left-out.csv", 1, 0),
        ("RTT-broken-wrong-band.csv", 1, 1),
        ("MAR-broken-missing-england.csv", 1, 0),
        ("MAR-broken-pct-left-out.csv", 1, 0),
        ("ODS-broken-closed-before-opened.csv", 1, 1),
        ("ODS-broken-succeeds-itself.csv", 1, 1),
        ("programmes-broken-unknown-approach.csv", 1, 1),
        ("practices-broken-washout.csv", 1, 1),
        ("adoptions-broken-adopted-twice.csv", 0, 1),
        ("eligibility-broken-ends-before-it-begins.csv", 1, 1),
        ("cohorts-broken-two-titles.csv", 1, 1),
        ("cohorts-broken-ends-before-it-begins.csv", 1, 1),
        ("measures-broken-published-name.csv", 1, 1),
        ("measure-definitions-broken-target.csv", 1, 1),
    ],
)
def test_so_many_lines_differ(name: str, gone: int, new: int) -> None:
    before, after = _changed(name)
    assert (len(before), len(after)) == (gone, new)


def test_the_truncated_file_is_the_beginning_of_the_good_one() -> None:
    good, cut = ae.make_good_file(WORLD), BY_NAME["AE-broken-truncated.csv"].content(WORLD)
    assert good.startswith(cut)
    assert cut.splitlines()[-1].count(b",") < good.splitlines()[-1].count(b",")


def test_columns_more_and_fewer() -> None:
    for name, change in (("AE-broken-unknown-column.csv", 1), ("AE-broken-missing-column.csv", -1)):
        good, bad = ae.make_good_file(WORLD).split(b"\r\n"), BY_NAME[name].content(WORLD).split(b"\r\n")
        assert all(b.count(b",") - a.count(b",") == change for a, b in zip(good[:-1], bad[:-1], strict=True))
