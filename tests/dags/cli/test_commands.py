"""The command: its exit codes, its one line for each problem, and its answers as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from checks import samples
from checks.review import quarantine_retention
from checks.storage import ledger
from checks.storage.duckdb_connection import open_duckdb
from checks.storage.home import Home
from checks.storage.ledger import Load
from dags.cli import main, status, status_text
from dags.common.settings import PROJECT_FOLDER

HEAVY = ("pandas", "duckdb", "great_expectations", "airflow", "jinja2", "numpy")


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    samples.write_samples(folder, months=2, providers=8)
    return folder


def call(home: Home, *arguments: object) -> int:
    return main.main([str(arguments[0]), "--home", str(home.root), *(str(argument) for argument in arguments[1:])])


def test_help_starts_without_an_engine() -> None:
    code = (
        "import sys; from dags.cli.main import main; main(['--help']); "
        f"print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"
    for command in (
        "sample",
        "admit",
        "accept",
        "release",
        "withdraw",
        "keep",
        "build",
        "publish",
        "run",
        "spc",
        "status",
    ):
        assert f"\n    {command} " in done.stdout


@pytest.mark.parametrize(("months", "providers", "is_warned"), [(47, 72, True), (48, 71, True), (48, 72, False)])
def test_samples_too_few_for_verdicts_come_with_a_warning(
    home: Home, capsys: pytest.CaptureFixture[str], months: int, providers: int, is_warned: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "write_samples", lambda *_, **__: [])
        assert call(home, "sample", "--months", months, "--providers", providers) == 0
    assert ("too few for verdicts on gains" in "".join(capsys.readouterr())) == is_warned


def test_sample_writes_into_the_inbox(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "sample", "--months", 1, "--providers", 8, "--json") == 0
    output = json.loads(capsys.readouterr().out)
    assert sorted(output["files"]) == sorted(str(path) for path in home.waiting())
    assert len(output["files"]) > 2


def test_admit_tells_each_verdict(home: Home, extracts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = next(extracts.glob("*2026-CSV-*"))
    broken = extracts / "AE-broken-html-page.csv"
    assert call(home, "admit", good) == 0
    assert call(home, "admit", good) == 0
    capsys.readouterr()
    assert call(home, "admit", broken, "--json") == 3
    answer = capsys.readouterr()
    (verdict,) = json.loads(answer.out)["verdicts"]
    assert verdict["status"] == "quarantined"
    assert verdict["reasons"][0]["message"]
    assert "Traceback" not in answer.err
    assert good.exists(), "a file that is not in the inbox is copied, never moved"
    assert call(home, "status", "--json") == 4
    output = json.loads(capsys.readouterr().out)
    assert [bad["file_name"] for bad in output["quarantined"]] == [broken.name]
    assert [load["status"] for load in output["loads"]] == ["accepted", "quarantined"]


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("admit", "nowhere.csv"), 2, "holdgain: nowhere.csv: there is no such file or folder"),
        (("run", "nowhere.csv", "neither.csv"), 2, "holdgain: neither.csv: there is no such file or folder"),
        (("build",), 1, "holdgain: nothing has been accepted yet"),
        (("publish",), 1, "holdgain: "),
        (("run",), 1, "holdgain: nothing has been accepted yet"),
        (("build", "--as-known-at", "soon"), 2, "'soon' is not an ISO date or time"),
        (("publish", "--edition", "2026-13"), 2, "'2026-13' is not a month"),
        (("sample", "--months", "0"), 2, "'0' is not a whole number above zero"),
        (("spc", "nowhere.csv"), 2, "holdgain: nowhere.csv: there is no such file"),
        (("spc",), 2, "holdgain: name the file of the series"),
        (("no-such-command",), 2, "holdgain: 'no-such-command' is not a command (see"),
    ],
)
def test_a_problem_is_a_line_and_an_exit_code(
    home: Home, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, text: str
) -> None:
    assert call(home, *arguments) == code
    errors = capsys.readouterr().err
    assert text in errors
    assert "Traceback" not in errors


def test_a_home_that_cannot_be_made_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert call(Home(tmp_path / "file" / "home"), "sample") == 2
    assert capsys.readouterr().err.startswith(f"holdgain: {tmp_path}/file")


def test_spc_writes_points_and_summary(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    series = tmp_path / "series.csv"
    rows = [f"a,2026-{month:02}-01,{month % 3}" for month in range(1, 13)]
    series.write_text("\n".join(["series_id,date,value", *rows]) + "\n", encoding="utf-8")
    assert call(home, "spc", series, "--out", tmp_path / "points.csv", "--summary", tmp_path / "summary.csv") == 0
    assert len((tmp_path / "points.csv").read_text(encoding="utf-8").splitlines()) == 13
    assert len((tmp_path / "summary.csv").read_text(encoding="utf-8").splitlines()) == 2
    capsys.readouterr()
    for arguments in ((series, "--summary"), ("--summary", series)):
        assert call(home, "spc", *arguments) == 0
        assert len(capsys.readouterr().out.splitlines()) == 2


def test_spc_tells_the_sentence_to_machines_too(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    series, options = tmp_path / "series.csv", tmp_path / "options.json"
    rows = [f"a,2026-{month:02}-01,{month}" for month in range(1, 13)]
    series.write_text("\n".join(["series_id,date,value", *rows]) + "\n", encoding="utf-8")
    assert call(home, "spc", series, "--summary", "--json") == 0
    [output] = json.loads(capsys.readouterr().out)
    assert output["sentence"] == "Too few points for more than trial limits: 12 of 13."
    options.write_text('[{"series_id": "a", "rebase": ["2026-02-15"]}]', encoding="utf-8")
    assert call(home, "spc", series, "--options", options) == 2
    assert "no point on the rebase date 2026-02-15" in capsys.readouterr().err
    assert call(home, "spc", series, "--options", options, "--ignore-absent-rebases") == 0
    assert "it is ignored" in capsys.readouterr().err


def test_spc_asks_for_the_order_of_dates_and_takes_it(
    home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    series = tmp_path / "series.csv"
    rows = [f"a;01/{month:02}/2025;{month % 5}{month}%" for month in range(1, 13)]
    series.write_text("\n".join(["Series ID;Date;Value", *rows, "Source: ward diary"]) + "\n", encoding="utf-16")
    assert call(home, "spc", series, "--json") == 2
    assert capsys.readouterr().err == (
        f"holdgain: {series}: line 3: '01/02/2025' can be 1 February 2025 or 2 January 2025, and no other date decides "
        "which; write dates YYYY-MM-DD or YYYY-MM, or add --dates day-first (or month-first)\n"
    )
    assert call(home, "spc", series, "--json", "--dates", "day-first") == 0
    answer = capsys.readouterr()
    points = json.loads(answer.out)
    assert [(point["date"], point["guarded_point_type"]) for point in points][-1] == ("2025-12-01", "")
    assert "line 14 is not a point and is left out: 'Source: ward diary'" in answer.err
    assert "the values are percentages, read as shares" in answer.err


def test_status_of_an_empty_home(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "status") == 0
    assert "newest edition: none yet" in capsys.readouterr().out


def test_status_counts_what_contradicts_across_the_registers(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert status.collect_status(home).register_problems is None
    with open_duckdb(home.warehouse) as con:
        con.execute("create schema core; create table core.register_problem as from range(3)")
    assert status.collect_status(home).register_problems == 3
    assert call(home, "status") == 0
    assert "faults across the registers: 3; see the data-quality page" in capsys.readouterr().out


def test_status_of_a_warehouse_without_registers(home: Home) -> None:
    with open_duckdb(home.warehouse) as con:
        con.execute("create table nothing (of_ours integer)")
    assert status.collect_status(home).register_problems is None


def test_status_tells_what_is_late_missing_due_and_absent(home: Home) -> None:
    for month in ("2025-04", "2025-06"):
        _record_load(
            home, month, [{"rule": "organisation_absent", "severity": "warning", "message": "RAA (A) is absent; in"}]
        )
    reported = "\n".join(status_text.status_sentences(status.collect_status(home, date(2025, 8, 25))))
    assert "MISSING: ae 2025-05: published, and overtaken" in reported
    assert "LATE: ae 2025-07, published 2025-08-14" in reported
    assert "absent from ae 2025-06: RAA (A)" in reported
    assert (
        "warnings nobody has acknowledged: in 2 of the loads of ae (organisations missing since the month before: 2); "
        "newest, 202506" in reported
    )
    assert status.collect_status(home, date(2025, 8, 25)).needs_attention
    fresh = status.collect_status(home, date(2025, 8, 16))
    assert [kind.due for kind in fresh.kinds if kind.kind == "ae"] == [("2025-07",)]


def _record_load(home: Home, month: str, reasons: list[dict[str, str]]) -> None:
    stamp = f"{month.replace('-', '')}15T000000.000000Z"
    load = Load(
        load_id=f"{stamp}-{'0' * 12}",
        kind="ae",
        month=month,
        file_name=f"{month}.csv",
        sha256="0" * 64,
        received_at=f"{month}-15T00:00:00.000000+00:00",
        size=1,
        rows=1,
        status="accepted",
        era="",
        is_sample=False,
        reasons=tuple({"advice": "ask", **reason, "value": "RAA"} for reason in reasons),
    )
    ledger.record_load(home, load)


def test_a_release_and_an_acknowledgement_need_their_words(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(home, "release", "x.csv", "--reason", "right") == 2
    assert call(home, "release", "x.csv", "--reason", "right", "--role", "analyst") == 2
    assert "holdgain: x.csv: there is no such load or file in the ledger" in capsys.readouterr().err
    _record_load(home, "2025-04", [{"rule": "rows_changed", "severity": "warning", "message": "the file has 3 rows"}])
    assert call(home, "accept", "2025-04.csv", "--reason", "known", "--role", "analyst") == 0
    assert call(home, "release", "2025-04.csv", "--reason", "right", "--role", "analyst") == 2
    assert "is not quarantined" in capsys.readouterr().err
    call(home, "status")
    assert "warnings nobody" not in capsys.readouterr().out


def test_a_name_that_no_encoding_knows_is_shown_on_one_line(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for number, name in enumerate((b"caf\xe9.csv", b"new\nline\x1b[31m.csv")):
        (home.inbox / os.fsdecode(name)).write_text(f"<html>{number}</html>", encoding="utf-8")
    (home.inbox / "folder").mkdir()
    assert call(home, "status") == 0
    assert "where folders are not read: folder" in capsys.readouterr().out
    assert call(home, "admit") == 3
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["caf?.csv", "new?line?[31m.csv"]


def test_records_of_patients_are_reported_as_refused(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.inbox / "list.csv").write_text("".join(f"RAA,{number}\n" for number in (9990000018, 9990000026, 9990000034)))
    assert call(home, "admit") == 3
    output = capsys.readouterr()
    assert output.out.startswith("1 refused: it looks like records of patients")
    assert output.err.startswith("list.csv: refused: column 2: the file looks like records of patients")
    assert "quarantined" not in output.out + output.err
    assert "beside" not in output.out
    assert call(home, "status") == 4
    output = capsys.readouterr()
    [hidden] = (path.name for path in home.inbox.iterdir())
    assert f"quarantined: 0\nrefused, and left in the inbox under a hidden name: 1\n  {hidden} (" in output.out


def test_each_file_is_reported_in_few_lines(home: Home, capsys: pytest.CaptureFixture[str], shared: Path) -> None:
    files = sorted((shared / "data" / "ae").glob("*2020*.csv"))[:4]
    assert call(home, "admit", *files) == 0
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(files)
    assert max(map(len, lines)) < 200
    warned = [line for line in lines if "warning" in line]
    assert warned
    assert all(line.endswith("): holdgain status") for line in warned)
    remaining = [reason for load in ledger.read_loads(home) for reason in load.reasons]
    assert all(reason["message"] for reason in remaining)
    assert remaining


def test_the_same_fault_of_many_rows_is_reported_once(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"R{at:02},RXX,x{at}-01,\n" for at in range(40))
    (home.inbox / "successions.csv").write_text(f"predecessor,successor,month,kind\n{rows}", encoding="utf-8")
    assert call(home, "admit") == 3
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) <= 6, lines
    assert any("more rows [" in line for line in lines)


def test_status_says_before_and_after_that_an_unread_file_is_removed(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.inbox / "Zzyzx.csv").write_text("note,who\nx,y\n", encoding="utf-8")
    assert call(home, "admit") == 3
    [load] = ledger.read_loads(home)
    received = datetime.fromisoformat(load.received_at)
    expires = received + timedelta(days=14)
    capsys.readouterr()
    assert call(home, "status") == 4
    words = (
        f"will be reduced to its reasons on {expires.day} {expires:%B %Y} unless kept: `holdgain keep {load.load_id}`"
    )
    assert words in capsys.readouterr().out
    quarantine_retention.reduce_expired(home, 14, received + timedelta(days=15))
    assert call(home, "status") == 0
    output = capsys.readouterr().out
    assert f"load {load.load_id} (name-withheld): files of an unknown layout; removed on " in output
    assert "Zzyzx" not in output


def test_a_kept_file_is_not_removed_by_the_next_command(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.inbox / "unknown.csv").write_text("note,who\nx,y\n", encoding="utf-8")
    call(home, "admit")
    assert call(home, "keep", "unknown.csv", "--reason", "the publisher looks", "--role", "data manager") == 0
    assert call(home, "keep", "unknown.csv", "--reason", "again", "--role", "data manager") == 2
    capsys.readouterr()
    assert call(home, "status") == 4
    assert "kept on request" in capsys.readouterr().out


def test_the_days_are_a_setting_and_a_wrong_one_is_reported(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDGAIN_KEEP_UNKNOWN_DAYS", "0")
    assert call(home, "status") == 2
    assert "HOLDGAIN_KEEP_UNKNOWN_DAYS must be a whole number above zero" in capsys.readouterr().err
    monkeypatch.setenv("HOLDGAIN_KEEP_UNKNOWN_DAYS", "3")
    (home.inbox / "unknown.csv").write_text("note,who\nx,y\n", encoding="utf-8")
    call(home, "admit")
    day = (datetime.fromisoformat(ledger.read_loads(home)[0].received_at) + timedelta(days=3)).day
    capsys.readouterr()
    call(home, "status")
    assert f"reduced to its reasons on {day} " in capsys.readouterr().out


def test_what_would_steer_a_terminal_is_not_printed(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    (home.inbox / "x.csv").write_text(
        "measure,organisation,month,\x1b[2J\u202e,denominator\na,b,c,1,2\n", encoding="utf-8"
    )
    call(home, "admit")
    call(home, "status")
    both = capsys.readouterr()
    assert "\x1b" not in both.out + both.err
    assert "\u202e" not in both.out + both.err


def test_a_quarantined_register_is_listed_until_somebody_deals_with_it(home: Home, tmp_path: Path) -> None:
    """Registers come in parts: a good file from another trust does not replace a bad one."""
    header = "measure,organisation,month,numerator,denominator\n"
    (tmp_path / "a.csv").write_text(f"{header}harm,RAA,2025-01,ten,\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"{header}harm,RAB,2025-01,20,\n", encoding="utf-8")
    assert call(home, "admit", str(tmp_path / "a.csv")) == 3
    assert call(home, "admit", str(tmp_path / "b.csv")) == 0
    assert call(home, "status") == 4
