"""Patients in odd places: caches of workbooks, far members and columns, names of files; and what is none."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
from pathlib import Path

import openpyxl
import pytest

from checks.admission import admit
from checks.contracts.problems import Reason, Refused
from checks.privacy.patient_data import refuse_patient_name, refuse_patient_rows, refuse_patients
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.reading.read import read_first_rows, refuse_hidden_numbers
from tests.checks.sheets.ae_workbook import ae_workbook, write_workbook

NUMBERS = ("9990000018", "9990000026", "9990000034")
CACHED = "".join(f'<r><s v="{number}"/><s v="ZZYZX"/></r>' for number in NUMBERS)
TEXTS = "".join(f"<a:t>{number}</a:t>" for number in NUMBERS)
HEADER = "organisation,name,kind,area,area_kind,opened,closed"


def _zip(**members: str | bytes) -> bytes:
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return handle.getvalue()


def _is_private(tmp_path: Path, content: bytes, name: str = "file") -> bool:
    path = tmp_path / name
    path.write_bytes(content)
    for look in (read_first_rows, refuse_hidden_numbers):
        try:
            look(path)
        except Refused as refusal:
            if refusal.is_private:
                return "999" not in str(refusal)
    return False


def _book(part: str, content: str) -> bytes:
    handle = io.BytesIO()
    openpyxl.Workbook().save(handle)
    with zipfile.ZipFile(handle, "a") as packed:
        packed.writestr(part, f'<?xml version="1.0"?><all>{content}</all>')
    return handle.getvalue()


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/pivotCache/pivotCacheRecords1.xml", CACHED),
        ("xl/pivotCache/pivotCacheRecords1.xml", CACHED.replace('"', "'")),
        ("xl/pivotCache/pivotCacheDefinition1.xml", '<cacheField name="Ward"/><cacheField name="Date of Birth"/>'),
        ("xl/threadedComments/threadedComment1.xml", f"<text>see {NUMBERS[0]} and {NUMBERS[1]}</text>"),
        ("xl/externalLinks/externalLink1.xml", CACHED.replace("s v=", "cell r=")),
        ("xl/drawings/drawing1.xml", TEXTS),
        ("/xl/worksheets/sheet9.xml", "".join(f"<c><v>{number}</v></c>" for number in NUMBERS)),
    ],
)
def test_every_part_of_a_workbook_is_looked_through(tmp_path: Path, part: str, content: str) -> None:
    assert _is_private(tmp_path, _book(part, content))
    assert not _is_private(tmp_path, _book(part, '<s v="12"/><t>Ward</t>'))


@pytest.mark.parametrize(
    "content",
    [
        _zip(**{"[Content_Types].xml": "<Types/>", "word/document.xml": TEXTS}),
        _zip(**{"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": TEXTS}),
        _zip(mimetype="application/vnd.oasis.opendocument.spreadsheet", content__xml=TEXTS),
        _zip(inner__zip=_zip(a__csv="\n".join(NUMBERS))),
        _zip(**{f"{at}.csv": "x,y\n1,2\n" for at in range(30)}, last__csv="x\n" * 900_000 + "\n".join(NUMBERS)),
        _zip(**{f"{at}.csv": "x,y\n1,2\n" for at in range(30)}, last__csv="Ward,Surname\nA,Zzyzx\n"),
        _zip(**{"Zzyzx dob 12-03-1941.csv": "x,y\n1,2\n"}),
        "\n".join("x," * 1_500 + number for number in NUMBERS).encode(),
        ("x," * 20 + "\n" + ",".join(NUMBERS)).encode(),
        ("x\n" * 3_000 + "\n".join(NUMBERS[:2])).encode(),
        bz2.compress(("x\n" * 3_000 + "\n".join(NUMBERS)).encode()),
        lzma.compress(("x\n" * 3_000 + "\n".join(NUMBERS)).encode()),
        *(
            f"RAA,seen\n{first}\n{second}\n".encode(encoding)
            for encoding in ("utf-8", "cp1252", "utf-16")
            for first, second in (
                ("999\u00a0000\u00a00018", "999\u00a0000\u00a00026"),
                ("999.000.0018", "999.000.0026"),
                ("999  000  0018", "999  000  0026"),
            )
        ),
    ],
    ids=lambda _: "",
)
def test_wherever_they_stand_the_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert _is_private(tmp_path, content)


def test_a_few_chance_numbers_of_a_row_are_none(tmp_path: Path) -> None:
    others = ["9990000019", "9990000027", "9990000035", "9990000043"]
    assert not _is_private(tmp_path, ",".join((*NUMBERS, *others)).encode())


@pytest.mark.parametrize(
    "name",
    [
        "NHS number 9990000018 John Smith dob 12-03-1941.csv",
        "NHS_number_999_000_0018.csv",
        "nhs9990000018.csv",
        "patient 999-000-0018.csv",
        "born 12 March 1941.csv",
        "Zzyzx_DOB_12.03.41.csv",
        "date of birth 1941-03-12.csv",
    ],
)
def test_a_name_that_tells_of_a_patient_refuses_the_file(home: Home, name: str) -> None:
    (home.inbox / name).write_text(sheets.ae().text(), newline="")
    [verdict] = admit(home)
    assert verdict.outcome == "refused"
    for folder in (home.archive, home.quarantine, home.ledger, home.lake):
        assert all(b"1941" not in path.read_bytes() and name[-9:] not in str(path) for path in folder.rglob("*.*"))
    assert "999" not in verdict.reasons[0].sentence()


@pytest.mark.parametrize(
    "name",
    [
        "nhs number 2026112209.csv",
        "nhs_2026112209.csv",
        "NHS 9990000019.csv",
        "extract 9990000018.csv",
        "dob recorded 2026-05-01.csv",
        "dob 2026-05-01.csv",
        "NHS-England-June-2025.csv",
    ],
)
def test_a_moment_or_an_identifier_in_a_name_does_not(name: str) -> None:
    refuse_patient_name(name)


@pytest.mark.parametrize(
    "written", ["9990000018", "999 000 0018", "999-000-0018", "999.000.0018", "999\u00a0000\u00a00018"]
)
def test_no_reason_repeats_an_nhs_number(written: str) -> None:
    reason = Reason("x", f"{written} stands there", f"drop {written}", column=f"was {written}", value=written)
    assert written not in reason.sentence()
    assert written not in str(reason.as_dict())
    assert reason.value == "a number that is not repeated here"
    assert Reason("x", "9990000019", "", value="20250401").finding() == "9990000019 ('20250401') [x]"


PROGRAMMES = sheets.register(
    "programmes",
    *(
        {"programme": f"p{at}", "title": "Front door", "lead": lead, "approach": "directive", "starts_text": start}
        for at, (lead, start) in enumerate(
            [("Joan Smith", "2008-04-01"), ("Ann Example", "2016-04-01"), ("Bob Sample", "2024-04-01")]
        )
    ),
).text()
PLACES = "\n".join(
    [
        HEADER,
        *(
            f"RA{at},{name},provider,,,{1991 + 8 * at}-04-01,"
            for at, name in enumerate(("Park View", "Royal Papworth", "Great Hall"))
        ),
    ]
)
BESIDE = "\nRAZ,x,provider,,,1991-04-01,,Ann Example,ZZ1 1AA"
MEASURE = sheets.register(
    "measure_definitions",
    {"measure": "dob", "title": "Date of birth recorded", "unit": "share", "direction": "increase", "chart": "p"},
).text()


@pytest.mark.parametrize("text", [PROGRAMMES, PLACES, MEASURE], ids=["programmes", "organisations", "measures"])
def test_a_known_layout_is_no_list_of_people(text: str) -> None:
    refuse_patients(text.encode())
    for stated in ("born 03/04/1941", "Zzyzx dob 12.3.41", "999 000 0018 and 9990000026"):
        with pytest.raises(Refused):
            refuse_patients((text + f"RAZ,{stated},,,,,\n").encode())


@pytest.mark.parametrize(
    "text",
    [
        PLACES.replace("closed\n", "closed,Surname\n"),
        PLACES.replace(HEADER, f"Surname,{HEADER}"),
        f"Surname\n{PLACES}",
        f"{PLACES}{BESIDE}{BESIDE}",
    ],
)
def test_a_known_layout_with_more_is_looked_at(text: str) -> None:
    with pytest.raises(Refused):
        refuse_patients(text.encode())


POSTCODES = ["M20 4BX", "EC1A 7BE", "ZZ1 1AA"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Org code", "Full name", "Postcode"], *(["RAA", "THE CHRISTIE TRUST", code] for code in POSTCODES)],
        [
            ["Site", "Name", "Postcode", "Open date"],
            *(
                [name, name, code, day]
                for name, code, day in zip(
                    ("THE CHRISTIE", "BARTS", "GUYS"),
                    POSTCODES,
                    ("1974-04-01", "1991-04-01", "2019-04-01"),
                    strict=True,
                )
            ),
        ],
        [["Postcode", "Age", "Attendances"], ["LS1", "40", "12"], ["LS2", "50", "9"]],
    ],
    ids=["trusts", "sites", "districts"],
)
def test_lists_of_places_are_no_patients(rows: list[list[str]]) -> None:
    refuse_patient_rows(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [["Org code", "Full name", "Postcode"], ["RAA", "Ann Example", "ZZ1 1AA"], ["RAA", "Bob Sample", "ZZ1 1AB"]],
        [["Site", "Postcode", "Day"], ["Ann Example", "ZZ1 1AA", "1941-03-12"]],
        [
            ["Provider", "Postcode", "Day"],
            *(["RAA", code, f"19{at}1-03-12"] for at, code in enumerate(POSTCODES, start=4)),
        ],
        [["Provider", "Name", "DOB text", "Postcode"], ["RAA", "ANN EXAMPLE", "12/03/1941", "ZZ1 1AA"]],
        [["Postcode", "Age"], ["LS1", "40"], ["LS1 4AP", "41"]],
        [["PERSON_BIRTH_DATE"], ["x"]],
        [["Patient DOB"], ["x"]],
        [["Date of Birth (dd/mm/yyyy)"], ["x"]],
        [["Patient (NHS number)"], ["x"]],
        [["fname", "sname", "pcode"], ["ANN", "EXAMPLE", "x"]],
        [["fname", "pcode"], ["ANN", "ZZ1 1AA"]],
        *(
            [
                [name, day.format(year)]
                for name, year in (("Ann Example", 1941), ("Bob Sample", 1960), ("Cat Made", 1990))
            ]
            for day in ("{}-03-12 00:00:00.000", "12-Mar-{}", "{}-03-12T00:00:00Z")
        ),
    ],
)
def test_lists_of_patients_are(rows: list[list[str]]) -> None:
    with pytest.raises(Refused):
        refuse_patient_rows(rows)


EXTRACT = sheets.ae().text().encode()


@pytest.mark.parametrize(
    ("beside", "is_taken"),
    [
        (("__MACOSX/._ae.csv", "folder/.DS_Store", "Thumbs.db"), True),
        (("folder/", "readme.txt", "notes.PDF"), True),
        (("other.csv",), False),
        (("other.xlsx",), False),
    ],
)
def test_the_one_csv_of_an_archive_is_taken(home: Home, beside: tuple[str, ...], *, is_taken: bool) -> None:
    others = {name: b"" if name.endswith("/") else b"\0\5\x16\7x" for name in beside}
    (home.inbox / "ae.zip").write_bytes(_zip(**{"folder/ae.csv": EXTRACT}, **others))
    [verdict] = admit(home)
    assert (verdict.status == "accepted") == is_taken
    assert is_taken or verdict.reasons[0].rule == "one_file_in_zip"


def test_the_one_workbook_of_an_archive_is_taken(home: Home, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "ae.xlsx", {"Provider Level Data": ae_workbook()}).read_bytes()
    (home.inbox / "ae.zip").write_bytes(_zip(**{"ae.xlsx": book, "readme.txt": "Figures", "__MACOSX/._ae.xlsx": b"x"}))
    [verdict] = admit(home)
    assert (verdict.status, verdict.kind, verdict.month) == ("accepted", "ae", "2025-06"), verdict.reasons
    (home.inbox / "more.zip").write_bytes(_zip(**{"ae.xlsx": book, "readme.txt": "Ward,Surname\nA,Zzyzx"}))
    assert admit(home)[0].outcome == "refused"
    (home.inbox / "false.zip").write_bytes(_zip(**{"ae.xlsx": EXTRACT}))
    assert admit(home)[0].reasons[0].rule == "one_file_in_zip"


@pytest.mark.parametrize(
    ("separator", "encoding", "named"),
    [("\t", "utf-16", "tabs"), (";", "utf-8", "semicolons"), ("\t", "utf-8", "tabs")],
)
def test_separators_that_hide_the_columns_are_reported(home: Home, separator: str, encoding: str, named: str) -> None:
    text = EXTRACT.decode().replace(",", separator).replace("12", '"1,2"', 1)
    (home.inbox / "ae.csv").write_bytes(text.encode(encoding))
    [verdict] = admit(home)
    [reason] = verdict.reasons
    assert reason.rule == "known_kind"
    assert f"separated by {named}" in reason.message
    assert "commas" in reason.advice
