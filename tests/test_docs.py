"""The docs name rules, files and pages that exist."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from checks.contracts.contract import Rule
from checks.extracts import EXTRACTS
from checks.samples import write_samples
from checks.validation.contract_validation import rules_of
from checks.validation.published_words import EVERY_KIND
from tests import bad_inputs

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
PATH_IN_TREE = re.compile(r"`((?:checks|transforms|reports|dags|tests|[.]ci|deploy|docs)/[A-Za-z0-9_./-]+)`")
MODULE = re.compile(r"`([A-Za-z0-9_/]+\.(?:py|sql))`")
PACKAGES = ("checks", "transforms", "reports", "dags", "tests", ".ci")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
TREE = [f"/{path.relative_to(ROOT)}" for name in PACKAGES for path in (ROOT / name).rglob("*.*")]
SETTING = re.compile(r"HOLDGAIN_[A-Z_]+[A-Z]")


def _rules_in_table_of_bad_inputs() -> set[str]:
    text = (ROOT / "docs/intake.md").read_text(encoding="utf-8")
    section = text.split("## Bad inputs", 1)[1].split("\n## ", 1)[0]
    last_cells = [line.strip().strip("|").rsplit("|", 1)[-1] for line in section.splitlines() if line.startswith("|")]
    return {rule for cell in last_cells for rule in re.findall(r"`([a-z_]+)`", cell)}


def _rules_with_published_words() -> set[str]:
    with (ROOT / "checks/validation/published_words.csv").open(encoding="utf-8", newline="") as handle:
        return {row["rule"] for row in csv.DictReader(handle)}


def _rules_of_contracts() -> set[str]:
    rules: list[Rule] = [rule for extract in EXTRACTS.values() for rule in rules_of(extract)]
    return {rule.name for rule in (*EVERY_KIND, *rules)}


def test_every_rule_in_the_table_of_bad_inputs_exists() -> None:
    rules = _rules_in_table_of_bad_inputs()
    assert len(rules) >= 20
    assert rules <= _rules_with_published_words() | _rules_of_contracts()


def test_the_table_of_bad_inputs_is_that_of_the_tests() -> None:
    page = bad_inputs.PAGE.read_text(encoding="utf-8")
    assert page == bad_inputs.replace_table(page), "run `python -m tests.bad_inputs --write`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {name for name in PATH_IN_TREE.findall(text) if "<" not in name}
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]
    assert not [name for name in MODULE.findall(text) if not any(path.endswith(f"/{name}") for path in TREE)]
    assert not [name for name in LINK.findall(text) if not (page.parent / name).exists()]


def test_the_first_hour_counts_the_sample_files(tmp_path: Path) -> None:
    text = (ROOT / "docs/first-hour.md").read_text(encoding="utf-8")
    [(months, providers, files)] = re.findall(
        r"holdgain sample --months ([0-9]+) --providers ([0-9]+) .*: ([0-9]+) files into the inbox", text
    )
    assert len(write_samples(tmp_path, int(months), int(providers))) == int(files)


def test_the_list_of_settings_is_that_of_the_code() -> None:
    listed = set(SETTING.findall((ROOT / "docs/running.md").read_text(encoding="utf-8")))
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dags").rglob("*.py"))
    assert listed == set(SETTING.findall(source))
