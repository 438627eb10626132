"""The samples as a whole: the same again from the same seed, whole files only, in a fixed order of arrival."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from checks import samples
from checks.contracts.problems import Refused
from checks.extracts import EXTRACTS
from checks.samples import ae, referrals, rtt, world
from checks.samples.discovery import find_broken_samples, find_good_files
from tests.checks.reading.read import read_layout

SHARED = Path(__file__).parents[4] / "shared" / "data"
PROVIDERS = 24
"""Fewer than the samples have unless asked: enough for the merger and for every kind."""
SAMPLE_CODE = re.compile(r"ZZ[A-Z][0-9A-Z]{0,2}")


def _contents(paths: list[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return samples.write_samples(tmp_path_factory.mktemp("inbox"), months=14, providers=PROVIDERS)


def test_same_seed_gives_same_bytes(written: list[Path], tmp_path: Path) -> None:
    assert _contents(samples.write_samples(tmp_path, months=14, providers=PROVIDERS)) == _contents(written)


def test_another_seed_gives_other_figures_under_the_same_names(written: list[Path], tmp_path: Path) -> None:
    other, before = (
        _contents(samples.write_samples(tmp_path, months=14, providers=PROVIDERS, seed=1)),
        _contents(written),
    )
    assert other.keys() == before.keys()
    alike = {name for name in other if other[name] == before[name]}
    # who adopts what and when is planted: it does not follow the seed
    registers = {name for name in other if name.endswith("-sample.csv")}
    assert alike <= {*registers, "AE-broken-html-page.csv"} - {"etr-sample.csv", "measures-sample.csv"}


def test_a_month_more_leaves_the_others_as_they_were(written: list[Path], tmp_path: Path) -> None:
    longer, before = _contents(samples.write_samples(tmp_path, months=15, providers=PROVIDERS)), _contents(written)
    assert before.items() <= longer.items()
    assert len(longer) == len(before) + 1


def test_a_provider_more_leaves_the_others_as_they_were() -> None:
    assert world.make_world(9, 5).providers[:8] == world.make_world(8, 5).providers


def test_files_arrive_one_after_another_in_the_past(written: list[Path]) -> None:
    changed = [path.stat().st_mtime_ns for path in written]
    assert changed == sorted(set(changed))
    assert changed[-1] / 1e9 < time.time()
    assert sorted(path.name for path in written[0].parent.iterdir()) == sorted(path.name for path in written)


def test_the_late_month_comes_last_and_the_revision_after_the_first(written: list[Path]) -> None:
    names = [path.name for path in written]
    first, revised = (ae.file_name(ae.REVISED_MONTH, is_first=is_first) for is_first in (True, False))
    assert names[-1] == ae.file_name(ae.LATE_MONTH)
    assert names.index(first) < names.index(revised)


def test_every_kind_is_there(written: list[Path]) -> None:
    assert {kind for kind in map(_kind, written) if kind} == set(EXTRACTS)


def _kind(path: Path) -> str | None:
    try:
        return read_layout(path).extract.kind
    except Refused:
        return None


def test_few_files_are_broken(written: list[Path]) -> None:
    wanted = [sample.name for sample in find_broken_samples() if sample.is_in_inbox]
    assert [path.name for path in written if "broken" in path.name] == wanted
    assert 0 < len(wanted) < 5


def test_every_kind_has_a_good_file_that_broken_ones_derive_from() -> None:
    assert find_good_files().keys() == EXTRACTS.keys()


@pytest.mark.parametrize("months", [1, 3])
def test_a_few_months_are_enough(months: int, tmp_path: Path) -> None:
    names = [path.name for path in samples.write_samples(tmp_path, months=months, providers=1)]
    assert ae.file_name(world.LAST_MONTH) in names
    assert "succ-sample.csv" not in names


def test_senseless_sizes_are_refused(tmp_path: Path) -> None:
    for months in (0, samples.MOST_MONTHS + 1):
        with pytest.raises(ValueError, match="1 to 105 months"):
            samples.write_samples(tmp_path, months=months)
    with pytest.raises(ValueError, match="1 to 576 providers"):
        samples.write_samples(tmp_path, providers=0)
    assert not list(tmp_path.iterdir())


def _invented() -> tuple[set[str], set[str]]:
    """Codes and names of every invented organisation and area."""
    providers = world.make_world(576, 2026).providers
    areas = (*world.REGIONS, *world.BOARDS, *world.AUTHORITIES, *world.COMMISSIONERS, world.HUB)
    pcts = tuple(pct for pct, _ in referrals.PCTS)
    every = (*providers, *areas, *pcts)
    return {item.code for item in every}, {item.name for item in every} | set(world.PLACES)


def test_codes_are_of_the_pattern_kept_for_samples_and_unique() -> None:
    providers = world.make_world(576, 2026).providers
    codes, _ = _invented()
    assert all(SAMPLE_CODE.fullmatch(code) for code in codes)
    assert len({provider.code for provider in providers}) == len({provider.name for provider in providers}) == 576
    assert all(len(provider.code) == 5 for provider in providers)


def test_no_other_code_stands_in_the_files(written: list[Path]) -> None:
    codes, _ = _invented()
    actual = set()
    for path in written:
        if path.name.startswith("20"):
            rows = (line.split(b",") for line in path.read_bytes().replace(b", COAST", b" COAST").splitlines()[1:])
            actual |= {row[place].decode() for row in rows for place in (1, 3, 5, 7)}
    assert actual - codes == {"", rtt.NON_ENGLISH.code}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published files are not beside this checkout")
def test_no_invented_code_or_name_is_a_real_one() -> None:
    codes, names = _invented()
    published = [
        path for folder in ("ods", "ae", "referrals_mar", "referrals_mrr") for path in (SHARED / folder).iterdir()
    ]
    real = "\n".join(path.read_text("utf-8", errors="replace") for path in published).upper()
    assert not codes & set(re.findall(r"\bZZ\w*", real))
    assert [name for name in names if name in real] == []
