"""The systemd unit starts what is there, starts it again after a fault, and keeps the home private."""

from __future__ import annotations

import importlib.util
import re

import pytest

from dags.common.settings import PROJECT_FOLDER


@pytest.fixture(scope="module")
def unit() -> dict[str, list[str]]:
    text = (PROJECT_FOLDER / "deploy" / "holdgain.service").read_text(encoding="utf-8")
    lines: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, flags=re.MULTILINE):
        lines.setdefault(name, []).append(value)
    return lines


def test_it_starts_the_module_that_make_up_starts(unit: dict[str, list[str]]) -> None:
    [command] = unit["ExecStart"]
    module = command.split(" -m ")[1]
    assert f"-m {module}\n" in (PROJECT_FOLDER / "Makefile").read_text(encoding="utf-8")
    assert importlib.util.find_spec(module.split()[0])


def test_it_starts_again_after_a_fault(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["on-failure"]
    assert int(unit["StartLimitBurst"][0]) > 1


def test_it_keeps_the_home_private_and_writes_nowhere_else(unit: dict[str, list[str]]) -> None:
    assert unit["UMask"] == ["0077"]
    assert unit["ProtectSystem"] == ["strict"]
    assert "ReadWritePaths" not in unit
    homes = [value for value in unit["Environment"] if value.startswith("HOLDGAIN_HOME=")]
    assert homes == [f"HOLDGAIN_HOME=/var/lib/{unit['StateDirectory'][0]}"]
