"""Names and titles made to do harm, from the extract and the registers through to every page and every download."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path

import duckdb
import pytest

from checks import samples
from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home
from reports.csv_text import csv_text
from reports.publish import publish
from tests.reports.conftest import is_wanted
from tests.reports.practice_marts import fill_practice_marts
from tests.reports.site import Published
from transforms.build import build_warehouse

PRODUCT = 7919 * 7907
HOSTILE_MONTHS = 7
"""So few that a month that was revised is among them, and has a page."""
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "=cmd|' /C calc'!A0",
    "{{ 7919*7907 }}",
    "+7919*7907",
    "</title></text></script><script>alert(2)</script>",
    "@SUM(1+1)",
    '" autofocus onfocus="alert(1)',
    "-7919-1",
    "{% include '/etc/passwd' %}",
    "&lt;script&gt;alert(3)&lt;/script&gt;",
    "<SCRIPT SRC=//X.EXAMPLE/A.JS></SCRIPT>",
    "＝1+1",
    "<!--",
    "]]><x/>",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://x",
    "data:text/html,<script>alert(1)</script>",
    'https://practice.example/" onmouseover="alert(1)',
    'https://practice.example/"><script>alert(1)</script>',
    "https://practice.example/{{7919*7907}}",
)
CODES = {"ZZR00": "CON", "ZZR01": "NUL", "ZZR02": "LPT1", "sample_streaming": "Aux", "sample_early_review": "aux"}
CODES |= {"sample_discharge_lounge": "con.", "sample_flow": "prn", "sample_front_door": "PRN"}
"""Codes that the contracts take, and that Windows takes for devices or for one another."""
FREE = {"Org name", "Org Name", "SHA Name", "title", "description", "aim", "lead", "sponsor", "contact", "name"}
FREE |= {"reason", "evidence", "proposed_by", "decided_by"}
LOADS = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset"})


class Marks(HTMLParser):
    """What of a page a browser would act on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.scripts: list[str] = []
        self.headings: list[str] = []
        self.open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open = tag
        self.attributes |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.addresses |= {value or "" for name, value in attrs if name in LOADS}
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "inline")
        if tag == "h1":
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        if self.open == "script":
            self.scripts.append(f"inline {data}")
        if self.open == "h1":
            self.headings[-1] += data


def spoiled(path: Path, payloads: Iterator[str]) -> Path:
    """The sample with harmful text in every column that no rule can hold to a pattern; each old text has one new."""
    if path.suffix != ".csv":
        return path
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    rows = [[CODES.get(cell, cell) for cell in row] for row in rows]
    columns, start = {1} if path.name.startswith("etr") else set(), 0
    for at, row in enumerate(rows[:25]):
        if actual := {place for place, cell in enumerate(row) if cell.strip() in {*FREE, "guidance_url"}}:
            columns, start = actual, at + 1
            break
    new: dict[str, str] = {}
    addresses = cycle(ADDRESSES)
    for row in rows[start:]:
        if any(cell.strip().lower() in ("total", "england") for cell in row[:8]):
            continue
        for place in (place for place in columns if place < len(row) and row[place].strip()):
            is_address = row[place].startswith("https://")
            row[place] = new.setdefault(row[place], next(addresses if is_address else payloads))
    handle = io.StringIO()
    csv.writer(handle, lineterminator="\r\n").writerows(rows)
    path.write_text(handle.getvalue(), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The edition that the other tests read, with harmful text in every name, title and description."""
    home = Home(tmp_path_factory.mktemp("hostile") / "home").prepare()
    paths = samples.write_samples(tmp_path_factory.mktemp("samples"), months=HOSTILE_MONTHS, providers=8)
    payloads = cycle(PAYLOADS)
    actual = [spoiled(path, payloads) for path in paths if is_wanted(path)]
    actual.append(actual[-1].with_name("=cmd()<img src=x onerror=alert(4)>{{ 7919*7907 }}.csv"))
    actual[-1].write_text(
        "<script>alert(5)</script>,=1+1\n'\"><svg onload=alert(6)>,{{ 7919*7907 }}\n", encoding="utf-8"
    )
    admit(home, actual)
    refused = [load.file_name for load in ledger.read_loads(home) if load.status == "quarantined"]
    assert len(refused) == 2, refused
    build_warehouse(home)
    with duckdb.connect(str(home.warehouse)) as con:
        fill_practice_marts(con)
    return Published(home, publish(home))


@pytest.fixture(scope="module")
def marks(hostile: Published) -> dict[str, Marks]:
    return {name: Marks(page.source) for name, page in hostile.pages.items()}


def test_the_harm_has_arrived(hostile: Published) -> None:
    names = {name for (name,) in hostile.ask("select name from core.organisation union select title from core.measure")}
    titles = hostile.ask("select title, description, aim, guidance_url from core.practice")
    arrived = names | {cell for row in titles for cell in row}
    assert len(arrived & set(PAYLOADS)) > 10
    assert "javascript" not in " ".join(str(cell) for *_, cell in titles).lower()


def test_no_page_acts_on_what_the_files_say(hostile: Published, marks: dict[str, Marks], published: Published) -> None:
    clean: set[tuple[str, str]] = set()
    for page in published.pages.values():
        clean |= Marks(page.source).attributes
    for name, actual in marks.items():
        assert actual.attributes <= clean, f"{name}: {sorted(actual.attributes - clean)}"
        assert not [pair for pair in actual.attributes if pair[1].lower().startswith("on")], name
        assert {script.rsplit("/", 1)[-1] for script in actual.scripts} <= {
            "app.js",
            "search.js",
            "ways.js",
            "tables.js",
        }, name
    assert marks.keys() >= {"index.html", "quality.html", "methods.html", "revisions.html", "practices.html"}


def test_no_link_leads_to_a_script(marks: dict[str, Marks]) -> None:
    for name, actual in marks.items():
        for address in actual.addresses:
            bare = re.sub(r"[\x00-\x20]", "", address).lower()
            assert not bare.startswith(("javascript:", "vbscript:")), name
            assert not bare.startswith("data:") or bare == "data:,", name
            assert not bare.startswith("//"), name


def test_no_braces_are_evaluated_and_names_stand_as_they_were_sent(hostile: Published, marks: dict[str, Marks]) -> None:
    for path in hostile.folder.rglob("*"):
        if path.is_file():
            # names and figures of claims are in a binary table
            text = path.read_bytes().decode("utf-8", errors="replace")
            assert str(PRODUCT) not in text.replace(",", ""), path.name
            assert "root:" not in text, path.name
    headings = {mark.headings[0].strip() for mark in marks.values() if mark.headings}
    assert len(headings & set(PAYLOADS)) > 8, "a page is headed by each name as it was sent"


def test_no_download_holds_a_formula(hostile: Published) -> None:
    paths = list(hostile.folder.rglob("*.csv"))
    assert len(paths) > 50
    for path in paths:
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.reader(handle):
                for cell in row:
                    is_number = re.fullmatch(r"-?[0-9.]+(e[+-][0-9]+)?", cell)
                    assert is_number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝")), (
                        path.name,
                        cell,
                    )


def test_a_formula_is_marked_as_text_and_a_number_is_not() -> None:
    text = csv_text(("=a", "b"), [("=1+1", -2.5), ("-2", None), ("plain", "\t=x")])
    assert list(csv.reader(io.StringIO(text))) == [["'=a", "b"], ["'=1+1", "-2.5"], ["'-2", ""], ["plain", "'\t=x"]]


def test_the_scripts_data_is_data(hostile: Published) -> None:
    text = (hostile.folder / "search.js").read_text(encoding="utf-8")
    assert text.startswith("window.holdgainIndex=")
    assert "</" not in text
    index = json.loads(text.removeprefix("window.holdgainIndex=").rstrip().rstrip(";"))
    assert {entry[0] for entry in index} & set(PAYLOADS)
    assert all(re.fullmatch(r"[a-z0-9_./-]+\.html(#[a-z0-9-]+)?", entry[2]) for entry in index)


def test_every_name_is_valid_on_windows_and_no_two_differ_in_case_alone(hostile: Published) -> None:
    paths = [path.relative_to(hostile.folder) for path in hostile.folder.rglob("*")]
    assert len({str(path).casefold() for path in paths}) == len(paths)
    for path in paths:
        stem = path.name.split(".")[0]
        assert re.fullmatch(r"[a-z0-9_-]+", stem), path
        assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", stem), path
        assert len(str(path)) <= 150, path
    practices = {name for (name,) in hostile.ask("select practice from core.practice")}
    organisations = {name for (name,) in hostile.ask("select organisation from core.organisation")}
    assert set(CODES.values()) - {"prn", "PRN"} <= practices | organisations, "the hostile codes have arrived"


def test_every_link_leads_to_a_page(hostile: Published, marks: dict[str, Marks]) -> None:
    for name, actual in marks.items():
        for address in actual.addresses:
            target = address.partition("#")[0]
            if target and not re.match(r"[a-z]+:", target):
                assert (hostile.folder / name).parent.joinpath(target).resolve().exists(), (name, address)
