"""A home at an odd path works, or is refused in one line: no command may read another folder than the one given."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from checks.storage.home import Home
from dags.cli import main
from dags.common import settings
from dags.common.airflow_environment import airflow_environment
from tests.checks import sheets

ODD = """it's #1 100%41 "q" {{ 7+7 }} {a,b} $HOME é\u202e;&@=~\\ :\n."""
REFUSED = ("a?b", "a*b", "a[b]c", "**", "?x#y%41 [a]*'q\"\n")


@pytest.mark.parametrize("name", REFUSED)
def test_a_path_that_the_engine_reads_as_a_pattern_is_refused_in_one_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("sample", "admit", "build", "publish", "status"):
        assert main.main([command, "--home", str(tmp_path / name / "home")]) == 2
        [line] = capsys.readouterr().err.splitlines()
        assert line.startswith("holdgain: the home folder's path must not contain ")
    assert list(tmp_path.iterdir()) == [], "nothing was made"


@pytest.mark.parametrize("name", ["100%", "a%41b", "$HOME"])
def test_a_path_that_airflow_expands_is_refused_where_airflow_is_started(name: str, tmp_path: Path) -> None:
    chosen = settings.Settings(home=settings.home_at(tmp_path / name))
    with pytest.raises(settings.SettingsError, match="Airflow's configuration"):
        airflow_environment(chosen, 8080)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("odd") / ODD / "home"
    root.parent.mkdir()
    samples = tmp_path_factory.mktemp("sheets")
    files = [
        sheets.ae().write(samples, "first.csv"),
        sheets.rtt(sheets.rtt_rows("RAA")).write(samples, "rtt.csv"),
        sheets.successions(("RAC", "RAB", "2025-10")).write(samples, "successions.csv"),
    ]
    assert main.main(["admit", "--home", str(root), *map(str, files)]) == 0
    return Home(root)


def test_every_command_works_from_an_odd_path(odd: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("build", "publish"):
        assert main.main([command, "--home", str(odd.root)]) == 0, capsys.readouterr().err
    # 4: months have been published since
    assert main.main(["status", "--home", str(odd.root)]) in (0, 4), capsys.readouterr().err
    with duckdb.connect(str(odd.warehouse), read_only=True) as con:
        assert con.execute("select count(*) from core.observation").fetchone() != (0,)
    latest = odd.site / "latest" / "index.html"
    assert latest.is_file()
    assert Path.from_uri(latest.as_uri()) == latest if hasattr(Path, "from_uri") else latest.as_uri().isascii()


def test_a_second_home_beside_it_is_not_read(odd: Home) -> None:
    names = {path.relative_to(odd.root).parts[0] for path in odd.root.rglob("*")}
    assert {"archive", "ledger", "lake", "warehouse", "site"} <= names
    assert [path.name for path in odd.root.parent.parent.iterdir()] == [ODD]


def test_spc_reads_and_writes_at_odd_paths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / f"{ODD}*?[a]"
    folder.mkdir()
    series, out = folder / "s*?.csv", folder / "p[a]?.csv"
    series.write_text("series_id,date,value\na,2024-01,1\na,2024-02,2\n", encoding="utf-8")
    assert main.main(["spc", str(series), "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").count("\n") == 3
