"""The command line as people expect it: options anywhere and in full, help, the version, and suggestions."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import pytest

from dags.cli import main
from dags.cli.parser import build_parser, read_command_line
from dags.common.moments import parse_moment


@pytest.mark.parametrize(
    "arguments",
    [
        ["--home", "there", "--json", "status"],
        ["status", "--home", "there", "--json"],
        ["--json", "status", "--home", "there"],
        ["--home", "elsewhere", "--json", "status", "--home", "there"],
    ],
)
def test_shared_options_may_be_before_or_after_the_command(arguments: list[str]) -> None:
    asked = read_command_line(arguments)
    assert asked is not None
    assert (asked.command, asked.home, asked.json) == ("status", Path("there"), True)


def test_without_shared_options_there_is_no_home_and_no_json() -> None:
    asked = read_command_line(["status"])
    assert asked is not None
    assert (asked.home, asked.json) == (None, False)


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main([]) == 0
    output = capsys.readouterr()
    assert "\n    verify-home\n" in output.out
    assert output.err == ""


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--version"]) == 0
    assert capsys.readouterr().out == f"holdgain {metadata.version('holdgain')}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--hoem", "x", "status"], "'--hoem' is not expected here; did you mean '--home'? (see `holdgain --help`)"),
        (["--hoem=x", "status"], "'--hoem=x' is not expected here; did you mean '--home'? (see `holdgain --help`)"),
        (["--jsn", "status"], "'--jsn' is not expected here; did you mean '--json'? (see `holdgain --help`)"),
        (["--hlep"], "'--hlep' is not expected here; did you mean '--help'? (see `holdgain --help`)"),
        (
            ["status", "--hlep"],
            "'--hlep' is not expected here; did you mean '--help'? (see `holdgain status --help`)",
        ),
        (["--verson"], "'--verson' is not expected here; did you mean '--version'? (see `holdgain --help`)"),
        (["verson"], "'verson' is not a command; did you mean '--version'? (see `holdgain --help`)"),
        (["version"], "'version' is not a command; did you mean '--version'? (see `holdgain --help`)"),
        (["help"], "'help' is not a command; did you mean '--help'? (see `holdgain --help`)"),
        (["STATUS"], "'STATUS' is not a command; did you mean 'status'? (see `holdgain --help`)"),
        (["stauts"], "'stauts' is not a command; did you mean 'status'? (see `holdgain --help`)"),
        (["verfy-home"], "'verfy-home' is not a command; did you mean 'verify-home'? (see `holdgain --help`)"),
        (["frobnicate"], "'frobnicate' is not a command (see `holdgain --help`)"),
        (["--json"], "name a command (see `holdgain --help`)"),
        (
            ["status", "--hoem", "x"],
            "'--hoem' is not expected here; did you mean '--home'? (see `holdgain status --help`)",
        ),
        (["status", "left-over"], "'left-over' is not expected here (see `holdgain status --help`)"),
    ],
)
def test_a_mistake_is_one_line_that_suggests_what_was_meant(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(arguments) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", f"holdgain: {line}\n")


@pytest.mark.parametrize("command", sorted(build_parser()[1]))
def test_no_option_may_be_abbreviated(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in build_parser()[1][command].options() - {"--help", "--home", "--json"}:
        needed = ["load"] if command in ("release", "withdraw", "reinstate", "keep") else []
        if command in ("accept", "release", "withdraw", "reinstate", "keep"):
            needed += ["--role=analyst", "--reason=known"]
        assert main.main([command, *needed, f"{option[:-1]}=2"]) == 2
        assert f"did you mean '{option}'?" in capsys.readouterr().err
    assert main.main([command, "--hom=x"]) == 2


def test_a_date_means_its_end() -> None:
    assert parse_moment("2026-01-31") == datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert parse_moment("2026-01-31T10:00:00+01:00") == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert parse_moment("2026-01-31T10:00") == datetime(2026, 1, 31, 10, tzinfo=UTC)
