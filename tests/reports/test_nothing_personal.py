"""Names and sentences about people are planted wherever somebody could write them: nothing of them is published."""

from __future__ import annotations

import ast
import asyncio
import csv
from pathlib import Path

import duckdb
import pytest

from checks import admission
from checks.contracts.contract import Severity
from checks.review import decisions
from checks.storage import ledger
from checks.storage.home import Home
from checks.validation.published_words import words_of
from dags.common import judging, steps
from dags.common.triggers import InboxTrigger
from tests.checks import sheets

CHECKS = Path(admission.__file__).parent
PERSON = "Quillfeather"
SENTENCE = f"{PERSON} fell and was moved"
REFUSED = {
    f"{PERSON} fall on ward 4.csv": "note,who\nwet floor,staff\n",
    "header.csv": f"measure,organisation,month,{PERSON},denominator\na,RAA,2025-01,1,2\n",
    f"sheet of {PERSON}.csv.gz": "no gzip",
    "adoptions-bad.csv": f"practice,organisation,month,event,source,peer_organisation,fidelity,contact\n"
    f"huddles,RAA,2025-06,{SENTENCE},self,,0.8,\n",
    "programmes-bad.csv": "programme,title,lead,sponsor,approach,starts,support_ends\n"
    f"mary_{PERSON.lower()},Flow,,,supportive,2025-01-01,\n",
    "organisations-bad.csv": f"organisation,name,kind,area,area_kind,opened,closed\nRAA,Mary {PERSON},provider,,,,\n",
    "patient.csv": f"NHS Number,Surname\n9990000018,{PERSON}\n",
}
REGISTERS = {
    "programmes.csv": "programme,title,lead,sponsor,approach,starts,support_ends\n"
    f"flow,Flow,Zebedee {PERSON},Dr {PERSON},supportive,2025-01-01,\n",
    "practices.csv": "practice,programme,title,description,measure,direction,aim,washout_months,balancing_measures,"
    f"guidance_url\nhuddles,flow,Huddles,Dr {PERSON} leads them,ae_within_4h,increase,ask Jane {PERSON},,,\n",
    "adoptions.csv": "practice,organisation,month,event,source,peer_organisation,fidelity,contact\n"
    f"huddles,RAA,2025-06,adopted,self,,0.8,z.{PERSON.lower()}@nhs.example\n"
    "huddles,RAB,2025-06,adopted,self,,0.8,flow.team@trust.example\n",
    "rebases.csv": "measure,organisation,month,reason,evidence,proposed_by,decision,decided_by,decided_on\n"
    f"ae_within_4h,RAA,2025-06,Mr {PERSON} was moved,none,Zebedee {PERSON},approved,Mrs {PERSON},2025-07-01\n",
}


def _holds_person(content: bytes) -> bool:
    return PERSON.lower().encode() in content.lower()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with names and sentences in every place, built and published as a task of Airflow would do it."""
    home, folder = Home(tmp_path_factory.mktemp("personal") / "home").prepare(), tmp_path_factory.mktemp("files")
    for month in ("2025-05", "2025-06"):
        sheets.ae(sheets.ae_rows(4, month), month).write(home.inbox, f"{month}.csv")
    bad = sheets.ae(sheets.ae_rows(4, "2025-07"), "2025-07").write(folder, "bad.csv")
    rows = list(csv.reader(bad.read_text(encoding="utf-8").splitlines()))
    rows[1][-1] = SENTENCE
    with (home.inbox / "bad.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    sheets.ae(sheets.ae_rows(4, "2025-04"), "2025-04").write(home.inbox, f"April of Zebedee {PERSON}.csv")
    for name, content in {**REFUSED, **REGISTERS}.items():
        (home.inbox / name).write_text(content, encoding="utf-8")

    return home


@pytest.fixture(scope="module")
def log(home: Home) -> list[str]:
    """What the tasks of Airflow print, from the inbox to the edition."""
    reported: list[str] = []
    for kind in judging.kinds_of_partitions(steps.claim_inbox(home, reported.append)):
        judging.judge_kind(home, kind, reported.append)
    decisions.keep(home, f"{PERSON} fall on ward 4.csv", "the publisher looks into it", "data manager")
    steps.reduce_expired(home, 14, reported.append)
    steps.build_warehouse(home, reported.append)
    steps.publish_edition(home, reported.append)
    return reported


def test_the_plan_works(home: Home, log: list[str]) -> None:
    loads = ledger.read_loads(home)
    assert sum(load.status == "quarantined" for load in loads) == len(REFUSED) + 1
    assert sum(load.status == "accepted" for load in loads) == len(REGISTERS) + 3
    assert _holds_person(b"".join(path.read_bytes() for path in home.ledger.glob("*.json")))


def test_airflows_log_names_nobody(log: list[str]) -> None:
    assert log
    assert not [line for line in log if _holds_person(line.encode())]


def test_no_file_of_the_edition_names_anybody(home: Home, log: list[str]) -> None:
    files = [path for path in (home.site / "latest").resolve().rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not [path for path in files if _holds_person(path.read_bytes()) or _holds_person(str(path).encode())]


def test_no_table_of_the_warehouse_names_anybody(home: Home, log: list[str]) -> None:
    assert not _holds_person(home.warehouse.read_bytes())
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            text = f"select count(*) from {schema}.{table} as t where lower(t::varchar) like '%{PERSON.lower()}%'"
            assert con.execute(text).fetchall() == [(0,)], f"{schema}.{table}"
        [actual] = con.execute("select contact from core.adoption where organisation = 'RAB'").fetchall()
        assert actual == ("flow.team@trust.example",)
        [actual] = con.execute("select contact from core.adoption where organisation = 'RAA'").fetchall()
        assert actual == ("name withheld: give a role",)


def test_the_pages_give_the_rule_and_the_load_instead(home: Home, log: list[str]) -> None:
    quality = (home.site / "latest" / "quality-log.html").read_text(encoding="utf-8")
    front = (home.site / "latest" / "index.html").read_text(encoding="utf-8")
    for load in ledger.read_loads(home):
        if load.status == "quarantined":
            moment, _, digest = load.load_id.partition("-")
            assert moment in quality
            assert moment in front
            assert digest not in quality + front
            assert all(f">{reason['rule']}<" in quality for reason in load.reasons)
    assert "Row 2" in quality
    assert "names_person" in quality
    assert "programmes.csv, row 2, lead" in quality
    assert "Kept in quarantine" in quality


def test_the_name_of_a_refused_file_is_kept_nowhere(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    (home.inbox / f"{PERSON}.csv").write_text("NHS Number,Age\n9990000018,81\n", encoding="utf-8")
    reported: list[str] = []
    assert steps.claim_inbox(home, reported.append) == []
    [left] = home.inbox.iterdir()
    assert left.name.startswith(".refused-")
    for path in home.root.rglob("*"):
        assert not _holds_person(str(path).encode()), path
        assert not (path.is_file() and _holds_person(path.read_bytes())), path
    assert not _holds_person("".join(reported).encode())


def test_the_inbox_event_names_no_file(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").prepare()
    (home.inbox / f"{PERSON}.csv").write_text("a", encoding="utf-8")

    async def first() -> object:
        return (await asyncio.wait_for(anext(InboxTrigger(str(home.root), interval=0.01).run()), 10)).payload

    assert not _holds_person(str(asyncio.run(first())).encode())


def test_a_fault_of_the_disk_names_no_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as caught:
        steps.without_file_names((tmp_path / PERSON).read_bytes)
    assert not _holds_person(str(caught.value).encode())
    assert caught.value.__context__ is None


def _rules_in_source() -> set[str]:
    """Every rule that our code names in a reason of its own."""
    actual = set()
    for path in CHECKS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_reason = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Reason", "make_refusal")
            if is_reason and node.args and isinstance(node.args[0], ast.Constant):
                actual.add(str(node.args[0].value))
    return actual


def test_every_rule_outside_the_contracts_has_words_that_quote_nothing() -> None:
    rules = _rules_in_source() - {"rows_halved", "rows_changed", "column_as_before", "column_nearly_as_before"}
    rules -= {"column_of_zeros"}
    assert len(rules) > 25
    assert not [rule for rule in rules if words_of("", rule)[0].startswith("the rule ")]


def test_every_rule_has_a_message_and_an_advice() -> None:
    with (CHECKS / "validation" / "published_words.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert all(set(row) == {"rule", "message", "advice"} and all(row.values()) for row in rows)
    assert Severity.CRITICAL.value not in {row["rule"] for row in rows}
