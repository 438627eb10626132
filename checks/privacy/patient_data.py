"""Refuse files about individual patients, recognised by their headings, values and names, before they are copied."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from checks.contracts.problems import PATIENT_DATA_RULE, Reason, Refused
from checks.privacy import patient_headers, personal_details, place_lists
from checks.privacy.beginning import ROWS_TESTED, Beginning, parse_beginning, recognise_beginning
from checks.privacy.health_messages import holds_patient_message
from checks.privacy.incident_narratives import find_narrative_row
from checks.privacy.insurance_numbers import InsuranceNumberTally
from checks.privacy.nhs_numbers import NHS_NUMBER_WORDS, NUMBER_SEPARATORS, WRITTEN_NHS_NUMBER, NhsNumberTally, cells_of
from checks.privacy.person_columns import find_person_column
from checks.privacy.split_numbers import find_split_column
from checks.reference.nhs_number_format import is_nhs_number

JSON_KEY = re.compile(r'"([A-Za-z][A-Za-z_ ]{1,40})"\s*:')
"""The keys of a JSON record serve as its headings."""
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
"""Web pages with a table are sometimes saved under a workbook's name, so tags separate cells too."""
LIKE_PATIENTS = "the file looks like records of patients; it was neither copied nor archived"
MOMENT = re.compile(r"20[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])([01][0-9]|2[0-3])")
PATIENT = re.compile(r"\bpatient", re.IGNORECASE)


def refuse_patients(head: bytes) -> Beginning:
    """Return what the beginning of a file shows. Raises Refused, without quoting a value, for records of patients.

    It works with any separator and in UTF-16, so that patient data is recognised before the format is refused.
    """
    refuse_patient_message(head)
    encoding = "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    text = head.decode(encoding, "replace")
    lines = text.splitlines()[:ROWS_TESTED]
    # quotes may hide a header, so search the pieces between all separators
    pieces = [[*NUMBER_SEPARATORS.split(TAG.sub(",", line)), *JSON_KEY.findall(line)] for line in lines]
    beginning = recognise_beginning(parse_beginning(text))
    _refuse_rows([cells_of(line) for line in lines], pieces, beginning.rows_above)
    return beginning


def refuse_patient_rows(rows: Sequence[Sequence[str]]) -> Beginning:
    """Raise Refused if rows of cells look like patient records; otherwise return what they show."""
    beginning = recognise_beginning(rows)
    _refuse_rows(rows, rows, beginning.rows_above)
    return beginning


def refuse_patient_headers(markup: bytes) -> None:
    """Raise Refused for patient headings in a part that is not read as rows; words are separated by lines or commas."""
    _refuse_headers([line.split(",") for line in markup.decode("utf-8", "replace").splitlines()])


def refuse_patient_name(name: str) -> None:
    """Raise Refused if a file name identifies a patient. Ten digits alone may be a timestamp or another identifier."""
    text = name.replace("_", " ")
    numbers = (
        number for number in WRITTEN_NHS_NUMBER.findall(text) if is_nhs_number(number) and not MOMENT.fullmatch(number)
    )
    names_patient = NHS_NUMBER_WORDS.search(text) or personal_details.BORN.search(text) or PATIENT.search(text)
    if (names_patient and any(numbers)) or personal_details.states_birth(text, personal_details.NEWEST):
        raise _refuse_patient_data(
            None, message="the file's name identifies a patient; the file was neither copied nor archived"
        )


def _refuse_rows(cells: Sequence[Sequence[str]], pieces: Sequence[Sequence[str]], above: int | None) -> None:
    """Test rows for patient data; in a known layout (`above` is set), headings and columns only above the table."""
    _refuse_headers(pieces[:above])
    if header_place := patient_headers.find_in_two_rows(pieces[:above]):
        raise _refuse_patient_data(*header_place)
    _refuse_numbers(cells)
    if above is not None and (row := personal_details.row_of_birth(cells)):
        raise _refuse_patient_data(row)
    _refuse_contents(cells[:above])


def _refuse_headers(rows: Sequence[Sequence[str]]) -> None:
    if header := patient_headers.of_patients(rows):
        raise _refuse_patient_data(*header)


def _refuse_numbers(rows: Sequence[Sequence[str]]) -> None:
    tally, insurance = NhsNumberTally(), InsuranceNumberTally()
    for number, row in enumerate(rows, start=1):
        tally.add(number, row)
        insurance.add(number, row)
    refuse_counted(tally)
    refuse_insurance_numbers(insurance)


def _refuse_contents(rows: Sequence[Sequence[str]]) -> None:
    if row := find_narrative_row(rows):
        raise _refuse_patient_data(row)
    if column := find_split_column(rows):
        raise _refuse_patient_data(None, f"column {column}")
    _refuse_people(rows, place_lists.name_places(rows))


def _refuse_people(rows: Sequence[Sequence[str]], places: place_lists.PlaceList | None) -> None:
    is_of_places, has_openings = places is not None, places is not None and places.has_openings
    if row_of_person := personal_details.row_of_person(rows, is_of_places=is_of_places, has_openings=has_openings):
        raise _refuse_patient_data(row_of_person)
    if column := find_person_column(rows, is_of_places=is_of_places):
        raise _refuse_patient_data(None, f"column {column}")


def refuse_headers_far_down(row: int, rows: Sequence[Sequence[str]]) -> None:
    """Raise Refused if a row anywhere in a file has headings of patient records, judged with the rows below it.

    One such word may label a row of data quality figures; two headings in a row make a table.
    """
    if patient_headers.count_person_headings(rows[0]) >= 2 and (
        header_place := patient_headers.of_patients(rows[:1], rows[1:])
    ):
        raise _refuse_patient_data(row, header_place[1])


def refuse_lines_far_down(first_rows: Sequence[Sequence[str]], rows: Sequence[tuple[int, list[str]]]) -> None:
    """Raise Refused if numbered rows with dates or postcodes are about people, and the file is not a list of places."""
    below = [row for _, row in rows]
    numbers = dict(enumerate((number for number, _ in rows), start=1))
    try:
        _refuse_people(below, place_lists.name_places([*first_rows, *below]))
    except Refused as refusal:
        [reason] = refusal.reasons
        raise _refuse_patient_data(numbers.get(reason.row or 0), reason.column or "") from refusal


def refuse_counted(tally: NhsNumberTally) -> None:
    """Raise Refused if enough NHS numbers have been counted."""
    if place := tally.find_place():
        raise _refuse_patient_data(*place)


def refuse_insurance_numbers(tally: InsuranceNumberTally) -> None:
    """Raise Refused if enough National Insurance numbers have been counted."""
    if tally.has_enough():
        raise _refuse_patient_data(tally.first_row)


def refuse_patient_message(block: bytes) -> None:
    """Raise Refused if the bytes contain a clinical system's message about a patient."""
    if holds_patient_message(block):
        raise _refuse_patient_data(None)


def refuse_patient_bytes(content: bytes) -> None:
    """Raise Refused for patient headings in a binary file such as an old workbook, in Latin-1 or UTF-16."""
    for encoding in ("latin-1", "utf-16-le"):
        words = re.split(r"[^A-Za-z' _]+", content.decode(encoding, "replace"))
        if place := next(
            (word for word in map(place_lists.reduce_to_words, words) if PATIENT_HEADING.fullmatch(word)), None
        ):
            raise _refuse_patient_data(None, place)


PATIENT_HEADING = re.compile(
    r"nhs ?(number|no)|patient ?(id|name|number|forename|surname|address|postcode)|date ?of ?birth|surname"
)


def _refuse_patient_data(row: int | None, column: str = "", message: str = LIKE_PATIENTS) -> Refused:
    advice = "remove it from this machine, and send aggregated figures only"
    return Refused(Reason(PATIENT_DATA_RULE, message, advice, row=row, column=column or None), is_private=True)
