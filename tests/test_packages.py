"""What is installed is what stands in the repository."""

from __future__ import annotations

import tomllib

from tests.conftest import REPOSITORY


def test_every_package_is_installed() -> None:
    reported = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]
    actual = {
        ".".join(path.parent.relative_to(REPOSITORY).parts)
        for name in ("checks", "dags", "reports", "transforms")
        for path in (REPOSITORY / name).rglob("__init__.py")
    }
    assert set(reported) == actual
