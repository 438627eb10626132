"""Locks, audit and bill of materials: what is installed is what is pinned, and a missing answer is no pass."""

from __future__ import annotations

import re
import sys
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import REPOSITORY


def _load_script(name: str) -> ModuleType:
    """A script of `.ci`, which is no package: Python finds what it imports beside it."""
    spec = spec_from_file_location(name, REPOSITORY / ".ci" / f"{name}.py")
    assert spec
    assert spec.loader
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


locks, audit, sbom = (_load_script(name) for name in ("locks", "audit", "sbom"))
LOCKS = sorted(REPOSITORY.glob("requirements*.lock"))
TODAY = date(2026, 11, 29)
VULNERABLE = {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}]}
SOUND = {"name": "b", "version": "1", "vulns": []}
SILENT = {"name": "c", "skip_reason": "Dependency not found"}


def review(vulnerability: str = "CVE-1", package: str = "a", again: date = TODAY) -> Any:
    return audit.Review(vulnerability, package, date(2026, 11, 1), again, "never called")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-|--(index|extra|find))", text.replace("    --hash", ""), re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in entry and "==" in entry for entry in entries)


def test_what_runs_is_what_is_tested() -> None:
    assert locks.read_pins(locks.RUN_TIME_LOCK) < locks.read_pins(locks.DEVELOPMENT_LOCK)


def test_development_tools_are_not_in_the_run_time_lock() -> None:
    names = {name for name, _ in locks.read_pins(locks.RUN_TIME_LOCK)}
    assert not names & {"pytest", "hypothesis", "ruff", "mypy", "sqlfluff", "playwright", "statsmodels", "lifelines"}
    assert names >= {"apache-airflow", "duckdb", "great-expectations", "jinja2", "pyarrow"}


@pytest.mark.parametrize(
    ("packages", "reviews", "code", "text"),
    [
        ([SOUND], [], 0, "1 packages checked"),
        ([VULNERABLE, SOUND], [], 1, "PYSEC-1, fixed in 2"),
        ([VULNERABLE, SOUND], [review()], 0, "2 packages checked"),
        ([VULNERABLE], [review("PYSEC-1")], 0, "1 packages checked"),
        ([VULNERABLE], [review(again=date(2026, 11, 28))], 1, "PYSEC-1"),
        ([VULNERABLE], [review(package="b")], 1, "PYSEC-1"),
        ([VULNERABLE], [review("CVE-2")], 1, "PYSEC-1"),
        ([SILENT], [], 0, "NOT DONE"),
        ([SILENT, SOUND], [], 0, "1 of 2 packages checked; nothing known of c"),
        ([SILENT, VULNERABLE], [], 1, "PYSEC-1"),
    ],
)
def test_the_audit_says_what_it_knows(packages: list[Any], reviews: list[Any], code: int, text: str) -> None:
    actual, lines = audit.summarise({"dependencies": packages}, reviews, TODAY)
    assert actual == code
    assert text in "\n".join(lines)


def test_an_index_that_cannot_be_asked_is_no_pass_and_no_failure() -> None:
    code, [line] = audit.summarise(None, [], TODAY)
    assert code == 0
    assert "NOT DONE" in line


def test_a_review_needs_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "reviewed.csv"
    path.write_text("vulnerability,package,reviewed,review_again,reason\nCVE-1,a,2026-11-01,2027-02-01, \n")
    with pytest.raises(ValueError, match="without a reason"):
        audit.read_reviews(path)


def test_the_reviews_of_the_project_can_be_read_and_are_not_for_ever() -> None:
    assert all((review_item.review_again - review_item.reviewed).days <= 184 for review_item in audit.read_reviews())


def _bill_of_materials() -> dict[str, Any]:
    dist = {"type": "distribution", "url": "https://index.example/a/", "hashes": [{"alg": "SHA-256", "content": "0"}]}
    listed = {"name": "A", "version": "1", "type": "library", "purl": "pkg:pypi/a@1?vcs_url=https://x.example"}
    component = {**listed, "bom-ref": "requirements-L1", "description": "line 1", "externalReferences": [dist]}
    return {"components": [component], "metadata": {"component": {"bom-ref": "root"}, "tools": ["https://t.example"]}}


def test_the_bill_of_materials_has_no_address_and_keeps_the_hashes() -> None:
    bill = sbom.without_addresses(_bill_of_materials())
    assert "://" not in str(bill)
    [component] = bill["components"]
    assert component["bom-ref"] == component["purl"] == "pkg:pypi/a@1"
    assert component["externalReferences"][0]["hashes"] == [{"alg": "SHA-256", "content": "0"}]
    assert bill["dependencies"] == [{"ref": "root", "dependsOn": ["pkg:pypi/a@1"]}, {"ref": "pkg:pypi/a@1"}]


def test_a_bill_of_another_lock_is_recognised() -> None:
    assert sbom.differences(_bill_of_materials(), {("a", "1")}) == set()
    assert sbom.differences(_bill_of_materials(), {("a", "2")}) == {("a", "1"), ("a", "2")}
    assert sbom.differences(_bill_of_materials(), {("a", "1"), ("b", "1")}) == {("b", "1")}
