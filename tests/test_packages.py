"""Every folder of code is a package and is installed, and every module that a text names exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from setuptools import find_packages

from tests.conftest import REPOSITORY

PACKAGES = ("checks", "dags", "reports", "transforms")
NAMED_MODULE = re.compile(rf"(?<![\w/.])((?:{'|'.join(PACKAGES)})(?:\.[a-z_][A-Za-z0-9_]*)+)(?!\.(?:csv|sql)\b)")
"""`dags.common.alerts` in a command, a setting or a sentence: Python itself would only miss it when it is used."""
TEXT_ENDINGS = (".py", ".md", ".service", ".yaml")


def test_every_folder_of_modules_is_installed() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    folders = {
        ".".join(path.parent.relative_to(REPOSITORY).parts)
        for name in PACKAGES
        for path in (REPOSITORY / name).rglob("*.py")
    }
    assert set(find_packages(str(REPOSITORY), include=patterns)) == folders


def _list_texts() -> list[Path]:
    folders = (*PACKAGES, "tests", "docs", "deploy")
    paths = [path for name in folders for path in (REPOSITORY / name).rglob("*") if path.suffix in TEXT_ENDINGS]
    return [*paths, *(REPOSITORY / name for name in ("Makefile", "README.md", "CONTRIBUTING.md", "pyproject.toml"))]


def _module_exists(name: str) -> bool:
    """Whether the name is a module, or a module and a word in it."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path = REPOSITORY.joinpath(*parts[:length])
        module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if module.exists():
            rest = "".join(parts[length:])
            return bool(re.search(rf"\b{rest}\b", module.read_text(encoding="utf-8")))
    return False


def test_every_module_that_is_named_exists() -> None:
    missing = {
        f"{path.relative_to(REPOSITORY)}: {name}"
        for path in _list_texts()
        for name in NAMED_MODULE.findall(path.read_text(encoding="utf-8"))
        if not _module_exists(name)
    }
    assert missing == set()


@pytest.mark.parametrize("name", ["dags.common.alerts.tell_overdue", "checks.admission", "reports"])
def test_a_module_and_a_function_in_it_are_seen(name: str) -> None:
    assert _module_exists(name)
    assert not _module_exists(f"{name}.nowhere_to_be_seen")
