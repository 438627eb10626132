"""Every folder of code is a package, and every package is installed."""

from __future__ import annotations

import tomllib

from setuptools import find_packages

from tests.conftest import REPOSITORY


def test_every_folder_of_modules_is_installed() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["packages"]["find"]["include"]
    folders = {
        ".".join(path.parent.relative_to(REPOSITORY).parts)
        for name in ("checks", "dags", "reports", "transforms")
        for path in (REPOSITORY / name).rglob("*.py")
    }
    assert set(find_packages(str(REPOSITORY), include=patterns)) == folders
