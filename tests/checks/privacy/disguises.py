"""Files about single patients in disguises that arrive in practice. Every person is invented.

The NHS numbers are of the range 999 000 0000 to 999 999 9999, which NHS England keeps for tests and never issues. The
postcodes begin with ZZ99, which the Office for National Statistics keeps for places that have none.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import openpyxl

from checks.reference.nhs_number_format import is_nhs_number

FORENAMES = ("Joan", "Peter", "Susan", "Mohammed", "Margaret", "David", "Emily", "Thomas", "Linda", "George")
SURNAMES = (
    "Example",
    "Madeup",
    "Sample",
    "Invented",
    "Pretend",
    "Testcase",
    "Nobody",
    "Fictional",
    "Dummy",
    "Placeholder",
)
BIRTHS = (
    "1941-04-03",
    "1958-11-22",
    "1963-01-30",
    "1979-07-14",
    "1936-12-05",
    "1990-03-19",
    "2001-08-08",
    "1949-10-27",
    "1955-05-16",
    "1970-02-11",
)
SERIALS = (15069, 21511, 23041, 29050, 13489, 32951, 37111, 18198, 20225, 25610)
AGES = (84, 67, 62, 46, 88, 35, 24, 76, 70, 55)
SEXES = ("F", "M", "F", "M", "F", "M", "F", "M", "F", "M")
INITIALS = ("JE", "PM", "SS", "MI", "MP", "DT", "EN", "TF", "LD", "GP")
HOMES = (
    "ZZ99 3AA",
    "ZZ99 4AB",
    "ZZ99 3CZ",
    "ZZ99 4WZ",
    "ZZ99 3VZ",
    "ZZ99 3GZ",
    "ZZ99 3HZ",
    "ZZ99 2WZ",
    "ZZ99 1WZ",
    "ZZ99 3WZ",
)
LOCAL_NUMBERS = (
    "A104477",
    "B220913",
    "A118802",
    "C300457",
    "A129981",
    "B207714",
    "C318845",
    "A140063",
    "B233390",
    "A151208",
)
DIAGNOSES = ("I219", "J440", "S720", "N390", "E119", "K358", "J189", "I500", "C509", "I639")
EVENTS = (
    "2026-04-02 03:15",
    "2026-04-02 11:40",
    "2026-04-03 08:05",
    "2026-04-03 22:31",
    "2026-04-04 14:12",
    "2026-04-05 06:50",
    "2026-04-05 17:22",
    "2026-04-06 09:09",
    "2026-04-07 19:44",
    "2026-04-08 01:37",
)
COMMENTS = (
    "DNA twice, daughter will ring",
    "wants late appointment",
    "awaiting MRI before listing",
    "patient moved to Leeds, letter sent",
    "unfit for surgery until May",
    "declined 1st offer",
    "needs interpreter",
    "cancelled, admitted elsewhere",
    "ok to book",
    "pt requests Mr Dummy only",
)
NARRATIVES = (
    "Patient found on floor beside bed 4 at 03:20 by HCA. Obs stable, no head injury seen, daughter informed.",
    "Pt was given 10mg instead of 5mg of morphine at 22:10. Doctor informed, NEWS 2, he was monitored overnight.",
    "Gentleman became confused and left the ward at 18:45. Security found him in the car park, returned to bay C.",
    "Lady slipped in the bathroom and sustained a skin tear to her left arm. Staff nurse dressed the wound.",
    "Patient fell while walking to the toilet without his frame. X-ray showed fractured neck of femur.",
)


def _valid_numbers(count: int) -> tuple[str, ...]:
    numbers = (f"999{middle:06d}{check}" for middle in range(4_711, 999_999, 7_919) for check in range(10))
    valid = (number for number in numbers if is_nhs_number(number))
    return tuple(next(valid) for _ in range(count))


NUMBERS = _valid_numbers(10)


@dataclass(frozen=True)
class Disguise:
    """One file: what it is called, how it is written, and whether it must be refused or identifies nobody."""

    name: str
    write: Callable[[], bytes]
    must_be: str = "refused"
    suffix: str = "csv"


def _write_csv(*rows: Sequence[object]) -> bytes:
    handle = io.StringIO(newline="")
    csv.writer(handle).writerows(rows)
    return handle.getvalue().encode()


def table(header: Sequence[str] | None, *columns: Iterable[object]) -> Callable[[], bytes]:
    """A CSV of these columns, under a header or without one."""
    rows = list(zip(*columns, strict=True))
    return lambda: _write_csv(*([header] if header else []), *rows)


def _spaced_numbers(pattern: str) -> list[str]:
    return [pattern.format(number[:3], number[3:6], number[6:]) for number in NUMBERS]


def _numbers_with_commas() -> list[str]:
    return [f"{int(number):,}" for number in NUMBERS]


def _exact_scientific() -> list[str]:
    return [f"{number[0]}.{number[1:]}".rstrip("0") + "E+09" for number in NUMBERS]


def _lossy_scientific() -> list[str]:
    return [f"{int(number):.5E}" for number in NUMBERS]


def _hl7_messages() -> bytes:
    messages = []
    for number, forename, surname, birth in zip(NUMBERS, FORENAMES, SURNAMES, BIRTHS, strict=True):
        messages.append(
            "MSH|^~\\&|PAS|TESTTRUST|TIE|TESTTRUST|20260402031500||ADT^A01|1|P|2.4\r"
            f"PID|1||L{number[4:]}^^^TEST||{surname.upper()}^{forename.upper()}||{birth.replace('-', '')}|F\r"
            "PV1|1|I|WARD7^BAY2^BED4\r"
        )
    return "".join(messages).encode()


def _fhir_patient(at: int) -> dict[str, object]:
    return {
        "resourceType": "Patient",
        "id": f"pat-{at}",
        "name": [{"family": SURNAMES[at], "given": [FORENAMES[at]]}],
        "birthDate": BIRTHS[at],
    }


def _fhir_bundle() -> bytes:
    entries = [{"resource": _fhir_patient(at)} for at in range(len(NUMBERS))]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=2).encode()


def _fhir_lines() -> bytes:
    return "".join(json.dumps(_fhir_patient(at)) + "\n" for at in range(len(NUMBERS))).encode()


def _fhir_observations() -> bytes:
    rows = [
        {"resourceType": "Observation", "subject": {"reference": f"Patient/{at}"}, "valueQuantity": {"value": age}}
        for at, age in enumerate(AGES)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def zip_of(name: str, content: bytes) -> bytes:
    """An archive of one member."""
    handle = io.BytesIO()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return handle.getvalue()


def _make_tar(name: str, content: bytes) -> bytes:
    handle = io.BytesIO()
    with tarfile.open(fileobj=handle, mode="w:gz") as packed:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        packed.addfile(member, io.BytesIO(content))
    return handle.getvalue()


def _make_workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    handle = io.BytesIO()
    book.save(handle)
    return handle.getvalue()


def _append_to_counts(rows: int, *lines: str) -> bytes:
    """Rows of counts, and only then what tells of patients."""
    return "\n".join(["code,ward,count", *(f"RAA,Ward {at},{at * 7}" for at in range(rows)), *lines, ""]).encode()


def _births_far_down() -> list[str]:
    return [
        f"{forename} {surname},{birth},1" for forename, surname, birth in zip(FORENAMES, SURNAMES, BIRTHS, strict=True)
    ]


LIST_OF_NAMES = table(["Surname", "Forename", "DOB"], SURNAMES, FORENAMES, BIRTHS)
UPPER = tuple(f"{forename} {surname}".upper() for forename, surname in zip(FORENAMES, SURNAMES, strict=True))
FLIPPED = tuple(f"{surname} {forename}".upper() for forename, surname in zip(FORENAMES, SURNAMES, strict=True))
PATHWAYS = tuple(f"RAA{at:017d}" for at in range(40_117, 50_117, 1_000))
BOOKINGS = tuple(f"0003{at:08d}" for at in range(41_220_117, 51_220_117, 1_000_000))
EPISODES = tuple(f"5012{at:08d}" for at in range(77_120_117, 87_120_117, 1_000_000))
PSEUDONYMS = tuple(f"{at * 2_654_435_761 % 2**64:016X}7F3A21BC90D4E5F6" for at in range(11, 21))
INSURANCE = (
    "AB123456C",
    "CE234567A",
    "HJ345678B",
    "JM456789D",
    "PR567890A",
    "SW678901C",
    "YA789012B",
    "LX890123D",
    "KP901234A",
    "ER012345C",
)
COUNTS = (12, 9, 31, 4, 17, 22, 8, 15, 6, 10)

DISGUISES = (
    Disguise("hospital number and initials", table(["Hosp No", "Initials", "Ward"], LOCAL_NUMBERS, INITIALS, COUNTS)),
    Disguise("CRN and age", table(["CRN", "Age", "Specialty"], LOCAL_NUMBERS, AGES, ["T&O"] * 10)),
    Disguise("CRN and initials", table(["CRN", "Pt initials", "TCI"], LOCAL_NUMBERS, INITIALS, EVENTS)),
    Disguise("MRN and age", table(["MRN", "Age"], LOCAL_NUMBERS, AGES)),
    Disguise("unit number, sex and age", table(["Unit No", "Sex", "Age"], LOCAL_NUMBERS, SEXES, AGES)),
    Disguise("case note number and consultant", table(["Casenote", "Cons", "Age"], LOCAL_NUMBERS, FLIPPED, AGES)),
    Disguise("local numbers, initials and ages without header", table(None, LOCAL_NUMBERS, INITIALS, AGES, SEXES)),
    Disguise("PPID with comments", table(["PPID", "Weeks", "Comments"], PATHWAYS, COUNTS, COMMENTS)),
    Disguise("UBRN with comments", table(["UBRN", "Priority", "Notes"], BOOKINGS, COUNTS, COMMENTS)),
    Disguise(
        "pathway identifier with comments",
        table(["Pathway Identifier", "Weeks", "Comment"], PATHWAYS, COUNTS, COMMENTS),
    ),
    Disguise("NHS numbers in exact scientific form", table(["id", "n"], _exact_scientific(), COUNTS)),
    Disguise(
        "NHS numbers in lossy scientific form, with sex and age",
        table(["id", "s", "a"], _lossy_scientific(), SEXES, AGES),
    ),
    Disguise(
        "NHS numbers in lossy scientific form, alone", table(["id", "n"], _lossy_scientific(), COUNTS), "harmless"
    ),
    Disguise(
        "NHS numbers over three columns",
        table(["a", "b", "c", "n"], *zip(*((n[:3], n[3:6], n[6:]) for n in NUMBERS), strict=True), COUNTS),
    ),
    Disguise(
        "NHS numbers over two columns",
        table(["a", "b", "n"], *zip(*((n[:6], n[6:]) for n in NUMBERS), strict=True), COUNTS),
    ),
    Disguise("NHS numbers with slashes", table(["ref", "n"], _spaced_numbers("{}/{}/{}"), COUNTS)),
    Disguise("NHS numbers ending .00", table(["ref", "n"], [f"{n}.00" for n in NUMBERS], COUNTS)),
    Disguise("NHS numbers ending .0", table(["ref", "n"], [f"{n}.0" for n in NUMBERS], COUNTS)),
    Disguise("NHS numbers with thousands commas", table(["ref", "n"], _numbers_with_commas(), COUNTS)),
    Disguise("birth dates as serials under DOB", table(["Ward", "D.O.B."], COUNTS, SERIALS)),
    Disguise("birth dates as serials beside names", table(["Patient", "Born", "Ward"], UPPER, SERIALS, COUNTS)),
    Disguise("patient and age", table(["Patient", "Age", "LOS"], LOCAL_NUMBERS, AGES, COUNTS)),
    Disguise(
        "header in row 3 over two rows",
        lambda: _write_csv(
            ["Ward list April"],
            [],
            ["NHS", "Date of", "Ward"],
            ["Number", "Birth", "Name"],
            *zip(LOCAL_NUMBERS, SERIALS, COUNTS, strict=True),
        ),
    ),
    Disguise(
        "group above the header",
        lambda: _write_csv(
            ["Patient", "", "", "Referral"],
            ["Name", "ID", "Age", "Weeks"],
            *zip(UPPER, LOCAL_NUMBERS, AGES, COUNTS, strict=True),
        ),
    ),
    Disguise("incident narratives", table(["Ref", "Date", "Description"], range(5), EVENTS[:5], NARRATIVES)),
    Disguise("incident narratives without header", table(None, [f"W{at}" for at in range(5)], NARRATIVES)),
    Disguise(
        "SUS rows",
        table(["NHS_NUMBER_STATUS", "LPI", "Procode", "ADMIDATE"], ["01"] * 10, LOCAL_NUMBERS, ["RAA"] * 10, EVENTS),
    ),
    Disguise(
        "HES rows", table(["epikey", "encrypted_hesid", "startage", "diag_01"], EPISODES, PSEUDONYMS, AGES, DIAGNOSES)
    ),
    Disguise("ECDS rows", table(["Attendance_Identifier", "Pseudo_ID", "Arrival"], EPISODES, PSEUDONYMS, EVENTS)),
    Disguise("SUS rows without header", table(None, EPISODES, SEXES, AGES, DIAGNOSES, ["RAA"] * 10, EVENTS)),
    Disguise("ECDS rows without header", table(None, PSEUDONYMS, EVENTS, SEXES, AGES, ["RAA01"] * 10)),
    Disguise("HL7 messages", _hl7_messages, suffix="txt"),
    Disguise("HL7 messages named csv", _hl7_messages),
    Disguise("FHIR bundle", _fhir_bundle, suffix="json"),
    Disguise("FHIR lines", _fhir_lines, suffix="ndjson"),
    Disguise("FHIR observations of patients", _fhir_observations, suffix="ndjson"),
    Disguise("lname, first, age", table(["lname", "first", "age"], SURNAMES, FORENAMES, AGES)),
    Disguise("last and first name without ages", table(["Last", "First", "Ward"], SURNAMES, FORENAMES, COUNTS)),
    Disguise("National Insurance numbers", table(["ref", "n"], INSURANCE, COUNTS)),
    Disguise(
        "National Insurance numbers with spaces",
        table(["ref", "n"], [f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:8]} {n[8]}" for n in INSURANCE], COUNTS),
    ),
    Disguise("zip in gzip", lambda: gzip.compress(zip_of("list.csv", LIST_OF_NAMES())), suffix="gz"),
    Disguise("gzip in zip", lambda: zip_of("list.csv.gz", gzip.compress(LIST_OF_NAMES())), suffix="zip"),
    Disguise(
        "gzip in zip in zip",
        lambda: zip_of("a.zip", zip_of("list.csv.gz", gzip.compress(LIST_OF_NAMES()))),
        suffix="zip",
    ),
    Disguise(
        "archive with text before",
        lambda: b"#!/bin/sh\nself-extracting\n" + zip_of("list.csv", LIST_OF_NAMES()),
        suffix="zip",
    ),
    Disguise("tar", lambda: _make_tar("list.csv", LIST_OF_NAMES()), suffix="tar.gz"),
    Disguise("upper-case names with postcodes", table(None, UPPER, HOMES, COUNTS)),
    Disguise("upper-case names, surname first, with postcodes", table(["name", "pc", "n"], FLIPPED, HOMES, COUNTS)),
    Disguise("forename and surname without header, with postcodes", table(None, FORENAMES, SURNAMES, HOMES)),
    Disguise("forename, surname and age without header", table(None, FORENAMES, SURNAMES, AGES)),
    Disguise("header in row 2,500", lambda: _append_to_counts(2_500, "Surname,DOB,Ward", "Example,x,7")),
    Disguise("birth dates after row 2,000", lambda: _append_to_counts(2_100, *_births_far_down())),
    Disguise(
        "names and postcodes after row 30,000",
        lambda: _append_to_counts(
            30_000, *(f"{name.title()},{home},1" for name, home in zip(UPPER, HOMES, strict=True))
        ),
    ),
    Disguise(
        "workbook of hospital numbers and ages",
        lambda: _make_workbook(["Hospital No.", "Age", "Ward"], *zip(LOCAL_NUMBERS, AGES, COUNTS, strict=True)),
        suffix="xlsx",
    ),
    Disguise(
        "workbook of NHS numbers over three columns",
        lambda: _make_workbook(["a", "b", "c"], *((int(n[:3]), int(n[3:6]), int(n[6:])) for n in NUMBERS)),
        suffix="xlsx",
    ),
)

LETTERS = (
    "Dear Dr Dummy, thank you for referring this 76 year old lady. She attended on 4 April with her daughter.",
    "Dear Dr Sample, I reviewed this gentleman in clinic at 10:30. His wound was noted to be clean.",
    "Dear Dr Nobody, he was discharged with a catheter on 3 April and rang because of bruising to his left leg.",
)
FHIR_XML = b'<?xml version="1.0"?><Patient xmlns="http://hl7.org/fhir"><name><family value="Example"/></name></Patient>'

UNFORESEEN = (
    Disguise(
        "theatre list", table(["Theatre", "Pt", "Age/Sex", "Operation"], COUNTS, UPPER, ["84F"] * 10, ["THR"] * 10)
    ),
    Disguise("bed state", table(["Bed", "Name", "Consultant", "EDD"], COUNTS, FLIPPED, FLIPPED[::-1], EVENTS)),
    Disguise("clinic letters in cells", table(["Ref", "Letter"], range(3), LETTERS)),
    Disguise("NHS numbers with an underscore", table(["x", "n"], _spaced_numbers("{}_{}_{}"), COUNTS)),
    Disguise("NHS numbers behind a letter", table(["x", "n"], [f"N{n}" for n in NUMBERS], COUNTS)),
    Disguise("NHS numbers in one cell by semicolons", lambda: _write_csv(["Ward", "In"], ["7", ";".join(NUMBERS)])),
    Disguise(
        "key and values",
        lambda: _write_csv(["field", "value"], ["Name", "JOAN EXAMPLE"], ["D.O.B.", "03/04/1941"], ["Ward", "7"]),
    ),
    Disguise(
        "birth dates in words with names",
        table(None, UPPER, [f"{at + 3} April {b[:4]}" for at, b in enumerate(BIRTHS)]),
    ),
    Disguise(
        "names and dates of two digits", table(["Who", "When"], UPPER, [f"{b[8:]}/{b[5:7]}/{b[2:4]}" for b in BIRTHS])
    ),
    Disguise("FHIR XML", lambda: FHIR_XML, suffix="xml"),
    Disguise(
        "SQL dump",
        lambda: "".join(
            f"INSERT INTO pmi (forename, surname, birth_date) VALUES ('{f}','{s}','{b}');\n"
            for f, s, b in zip(FORENAMES, SURNAMES, BIRTHS, strict=True)
        ).encode(),
        suffix="sql",
    ),
    Disguise(
        "web page of a ward list",
        lambda: (
            b"<html><table><tr><th>Hospital No</th><th>DOB</th></tr>"
            b"<tr><td>A104477</td><td>03/04/1941</td></tr></table>"
        ),
        suffix="xls",
    ),
    Disguise(
        "GP call list",
        table(["Practice", "Forename", "Surname", "Telephone"], ["A81001"] * 10, FORENAMES, SURNAMES, BIRTHS),
    ),
    Disguise("postcode, sex and year of birth", table(["PC", "S", "YOB"], HOMES, SEXES, [b[:4] for b in BIRTHS])),
    Disguise(
        "cancer tracking list",
        table(["Hosp ID", "Tumour site", "Day", "Next step"], LOCAL_NUMBERS, ["Lung"] * 10, COUNTS, COMMENTS),
    ),
)
"""Written after the detection, to see what it misses. What it still misses is marked in the tests."""
