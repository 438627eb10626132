"""A file about single patients is refused unread: nothing of it is copied or reported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.admission import admit
from checks.contracts.problems import Refused
from checks.privacy.patient_data import refuse_patient_rows, refuse_patients
from checks.reference.nhs_number_format import is_nhs_number
from checks.storage.home import Home

# numbers of the range kept for tests, whose check digits are right
NUMBERS = ("9990000018", "9990000026", "9990000034", "9990000042")
ROWS = [["Provider", "NHS Number", "Surname"], ["RAA", "999 000 0018", "Zzyzx"]]


def _refuse_rows(rows: list[list[str]], separator: str = ",") -> None:
    refuse_patients("\n".join(separator.join(row) for row in rows).encode())


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() + str(path).encode() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("text", [*NUMBERS, "999 000 0018", "999-000-0018", " 9990000018 "])
def test_nhs_numbers_are_known_by_their_check_digit(text: str) -> None:
    assert is_nhs_number(text)


@pytest.mark.parametrize(
    "text", ["9990000019", "999000001", "99900000180", "0000000000", "1111111111", "", "R1H", "141,966"]
)
def test_other_figures_are_not_nhs_numbers(text: str) -> None:
    assert not is_nhs_number(text)


@given(st.integers(0, 10**9 - 1))
def test_of_ten_last_digits_at_most_one_is_right(start: int) -> None:
    right = [digit for digit in range(10) if is_nhs_number(f"{start:09d}{digit}")]
    assert len(right) <= 1


@pytest.mark.parametrize(
    "header", ["NHS Number", "nhs_no", "Patient ID", "Date of Birth", "DOB", "Surname", "Hospital Number", "MRN"]
)
def test_a_header_of_a_patient_record_is_refused(header: str) -> None:
    with pytest.raises(Refused) as refusal:
        _refuse_rows([["Org Code", header], ["RAA", "1"]])
    [reason] = refusal.value.reasons
    assert refusal.value.is_private
    assert (reason.rule, reason.row, reason.column, reason.value) == ("no_patient_data", 1, header, None)


def test_a_column_of_nhs_numbers_is_refused_without_a_header() -> None:
    with pytest.raises(Refused) as refusal:
        _refuse_rows([["RAA", number] for number in NUMBERS])
    [reason] = refusal.value.reasons
    assert (reason.rule, reason.row, reason.column, reason.value) == ("no_patient_data", None, "column 2", None)


def test_a_count_that_happens_to_look_like_one_is_not() -> None:
    _refuse_rows([["Org Code", "Attendances"], ["RAA", NUMBERS[0]], ["RAB", NUMBERS[0]], ["RAC", "12"]])


@pytest.mark.parametrize("is_in_the_inbox", [True, False])
def test_a_patient_level_file_is_neither_copied_nor_reported(
    home: Home, tmp_path: Path, *, is_in_the_inbox: bool
) -> None:
    path = (home.inbox if is_in_the_inbox else tmp_path) / "Zzyzx 9990000018.csv"
    path.write_text("\n".join(",".join(row) for row in ROWS))
    remaining = path.read_bytes()
    [verdict] = admit(home, None if is_in_the_inbox else [path])
    assert (verdict.status, verdict.kind, verdict.reasons[0].rule) == ("quarantined", None, "no_patient_data")
    left = list(home.inbox.iterdir()) if is_in_the_inbox else [path]
    assert [item.read_bytes() for item in left] == [remaining]
    assert home.waiting() == []
    for folder in (home.archive, home.quarantine, home.ledger, home.lake):
        actual = _everything_in(folder)
        assert b"Zzyzx" not in actual
        assert b"999000" not in actual.replace(b" ", b"")
    assert len(list(home.ledger.glob("*.json"))) == 1


def test_a_patient_level_file_is_reported_once_and_not_again(home: Home) -> None:
    (home.inbox / "list.csv").write_text("\n".join(",".join(row) for row in ROWS))
    assert len(admit(home)) == 1
    assert admit(home) == []


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_another_separator_does_not_hide_them(separator: str) -> None:
    with pytest.raises(Refused):
        _refuse_rows([["Patient's NHS No.", "Sex"], ["1", "F"]], separator)


def test_utf_16_does_not_hide_them() -> None:
    with pytest.raises(Refused):
        refuse_patients("NHS Number,Sex\n1,F\n".encode("utf-16"))


@pytest.mark.parametrize(
    "header",
    [
        "NHSNumber",
        "PatientNHSNumber",
        "DateOfBirth",
        "Patient's NHS No",
        "FirstName",
        "patient_identifier",
        "Year of birth",
    ],
)
def test_headers_without_spaces_are_known(header: str) -> None:
    with pytest.raises(Refused):
        _refuse_rows([["Org Code", header], ["RAA", "1"]])


def test_a_value_beside_its_name_is_not_repeated() -> None:
    with pytest.raises(Refused) as refusal:
        _refuse_rows([["Org", "DOB 01/02/1980"]])
    assert refusal.value.reasons[0].column == "dob"


PEOPLE = ["Ann Example", "Bob Sample", "Cat Invented", "Dan Madeup", "Eve Pretend"]
BORN = ["01/02/1950", "11/12/1961", "03/04/1972", "05/06/1983", "07/08/1994"]
HOMES = ["ZZ1 1AA", "ZZ1 1AB", "ZZ1 1AD", "ZZ1 1AE", "ZZ1 1AF"]


@pytest.mark.parametrize(("first", "second"), [(PEOPLE, BORN), (PEOPLE, HOMES), (BORN, HOMES)])
def test_two_signs_of_people_are_enough_without_headers(first: list[str], second: list[str]) -> None:
    with pytest.raises(Refused):
        _refuse_rows([list(row) for row in zip(first, second, strict=True)])


@pytest.mark.parametrize("column", [PEOPLE, BORN, HOMES])
def test_one_sign_is_not(column: list[str]) -> None:
    _refuse_rows([[cell, "12"] for cell in column])


def test_organisations_with_postcodes_and_dates_are_not_people() -> None:
    names = [f"{word} Hospital" for word in ("Alpha", "Beta", "Gamma", "Delta", "Omega")]
    opened = ["19910401", "20010401", "20110401", "20150401", "20240401"]
    _refuse_rows([["code", "organisation", "postcode"], *map(list, zip(opened, names, HOMES, strict=True))])


def test_a_postcode_beside_an_age_is_somebodys_home() -> None:
    with pytest.raises(Refused):
        _refuse_rows([["Postcode", "Age", "Count"], ["ZZ1 1AA", "40", "1"]])


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16-le"])
def test_an_old_workbook_of_patients_is_refused_unread(home: Home, encoding: str) -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "\x01NHS Number\x02Ward".encode(encoding) + b"\0" * 64
    (home.inbox / "list.xls").write_bytes(content)
    [verdict] = admit(home)
    assert verdict.reasons[0].rule == "no_patient_data"
    assert list(home.quarantine.iterdir()) == []


@pytest.mark.parametrize(
    "rows",
    [
        [["seen"], ["NHS no 999 000 0018 seen"]],
        [["RXX", "FIRST TRUST 999 000 0018"], ["RYY", "SECOND TRUST 999-000-0026"]],
        [["RXX", "FIRST TRUST 9990000018"], ["RYY", "SECOND TRUST 9990000026"]],
        [*([["a", "1"]] * 300), ["b", "999 000 0018"], ["c", "999 000 0026"]],
    ],
)
def test_numbers_among_words_are_found(rows: list[list[str]]) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_patient_rows(rows)
    assert "0018" not in str(vars(refusal.value))


@pytest.mark.parametrize(
    "rows", [[["RXX", "TRUST 999 000 0018"]], [["9990000018", "9990000026"]], [["call 0207 946 0001"]]]
)
def test_a_chance_number_is_no_patient(rows: list[list[str]]) -> None:
    refuse_patient_rows(rows)


THIS_YEAR = date.today().year


@pytest.mark.parametrize(
    "line",
    [
        "Joan Smith, LS1 4AP, born 03/04/1941",
        '"Joan Smith, LS1 4AP, born 03/04/1941"',
        "SMITH LS14AP 03.04.1941",
        "LS1 4AP;1941-04-03 00:00:00;F",
        "ls1 4ap born 3rd April 1941",
        "LS1 4AP, Apr 3 1941",
        "LS1 4AP, d.o.b. 03/04/41",
        "LS1  4AP dob 19410403",
        f"LS1 4AP born 03/04/{THIS_YEAR}",
        "LEEDS GENERAL HOSPITAL, Joan Smith, LS1 4AP, 03/04/1941",
        "Joan Smith (dob 03/04/1941) seen",
    ],
)
def test_one_line_with_a_home_and_a_birth_date_is_enough(line: str) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_patients(f"note\n{line}\n".encode())
    [reason] = refusal.value.reasons
    assert (reason.row, reason.value) == (2, None)
    assert "1941" not in reason.sentence()


@pytest.mark.parametrize(
    "line",
    [
        'RAA,"ALPHA HOSPITAL",LS1 4AP,19910401,,0',
        "RAA,ALPHA HOSPITAL,LS1 4AP,1991-04-01",
        f"LS1 4AP,01/04/{THIS_YEAR}",
        f"Ward moved to LS1 4AP on 1 April {THIS_YEAR - 1}",
        "opened 01/04/1991",
        "LS1 4AP,12",
    ],
)
def test_a_place_with_a_date_is_no_person(line: str) -> None:
    refuse_patients(f"note\n{line}\n".encode())


def test_two_people_with_their_postcodes_are_a_list() -> None:
    rows = [["RAA", "Ann Example", "ZZ1 1AA"], ["RAA", "Bob Sample", "ZZ1 1AB"]]
    _refuse_rows(rows[:1])
    with pytest.raises(Refused):
        _refuse_rows(rows)
    with pytest.raises(Refused):
        _refuse_rows([["Ann Example ZZ1 1AA"], ["Bob Sample ZZ1 1AB"]])


def test_places_of_two_words_among_others_are_no_people() -> None:
    places = ["Leeds", "Milton Keynes", "York", "High Wycombe", "Hull"]
    _refuse_rows([[f"SITE {at}", place, HOMES[at]] for at, place in enumerate(places)])


@pytest.mark.parametrize(
    "row",
    [
        ["1 High Street, Leeds", "12", "{}"],
        ['Ward ""A"", left; right', "x", "{}"],
    ],
)
def test_the_column_is_that_of_a_spreadsheet(row: list[str]) -> None:
    lines = "\n".join(",".join((f'"{row[0]}"', row[1], row[2].format(number))) for number in NUMBERS)
    with pytest.raises(Refused) as refusal:
        refuse_patients(lines.encode())
    [reason] = refusal.value.reasons
    assert reason.column == "column 3"
    assert reason.sentence().startswith("column 3: the file looks like records of patients")


CODES = [f"R{at:02d}" for at in range(30)]
OLD_DATES = [f"{at % 28 + 1:02d}/07/{1950 + at}" for at in range(30)]


def test_a_list_of_places_without_headings_is_known_by_its_codes_and_names() -> None:
    """The ODS file of trusts, whose dates a spreadsheet has rewritten, has names, postcodes and old dates."""
    _refuse_rows(
        [[code, f"{code} HOSPITAL NHS TRUST", "WR5 1JR", day] for code, day in zip(CODES, OLD_DATES, strict=True)]
    )


def test_codes_of_patients_are_no_codes_of_places() -> None:
    with pytest.raises(Refused):
        _refuse_rows([[code, f"{code} ZZYZX", "WR5 1JR", day] for code, day in zip(CODES, OLD_DATES, strict=True)])
