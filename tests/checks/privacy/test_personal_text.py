"""What reads like a person, and what is a role, a shared mailbox or a sentence about the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks import samples
from checks.admission import admit
from checks.privacy.file_names import is_harmless_name
from checks.privacy.personal_text import is_person_as_role, names_person, tells_of_patient
from checks.review import decisions
from checks.storage import ledger
from checks.storage.home import Home

PEOPLE = (
    "Zebedee Quillfeather",
    "jane smith",
    "Smith, Jane",
    "J. Smith",
    "Dr Smith",
    "Jane Smith (matron)",
    "Matron Jane Smith",
    "Improvement lead, Jane Smith",
    "Jane Leadbetter",
    "jane.smith@nhs.net",
    "jsmith@trust.nhs.uk",
    "07700 900123",
    "+44 20 7946 0000",
)
ROLES = (
    "Programme office",
    "Chief nurse",
    "Medical director",
    "Head of Operations",
    "Sister, ward 5",
    "Urgent care hub",
    "Royal Free improvement lead",
    "Improvement lead, Barnsley Hospital",
    "improvement.team@zza01.example",
    "ed@trust.nhs.uk",
    "PMO",
)
PERSONAL_SENTENCES = (
    "Dr Foster asked for it",
    "agreed with Jane Smith on Monday",
    "ring 020 7946 0000",
    "write to j.smith@trust.example",
)
PLAIN_SENTENCES = (
    "A senior nurse sends minor cases elsewhere.",
    "Opened with St John Ambulance",
    "Moved to the Margaret Burbidge Hospital",
    "5 of 200 in 2025",
    "write to flow.team@trust.example",
    "The MS clinic opened",
)


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_in_place_of_a_role_is_known(text: str) -> None:
    assert is_person_as_role(text)


@pytest.mark.parametrize("text", ROLES)
def test_a_role_or_a_shared_mailbox_is_no_person(text: str) -> None:
    assert not is_person_as_role(text)


@pytest.mark.parametrize("text", PERSONAL_SENTENCES)
def test_a_person_in_a_sentence_is_known(text: str) -> None:
    assert names_person(text)


@pytest.mark.parametrize("text", PLAIN_SENTENCES)
def test_a_sentence_about_the_work_names_nobody(text: str) -> None:
    assert not names_person(text)


SPELLINGS = (
    "John Smith",
    "Mary Jones",
    "John Smith fell in bay 4",
    "MARGARET SMITH",
    "margaret smith",
    "Smith, Margaret",
    "Mary-Jones",
    "Margaret\u200b Smith",
    "Mar\u00adgaret Smith",
    "Margaret\u00a0Smith",
    "Margaret  Smith",
    "seen by Mrs O\u2019Brien",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_name_is_known_however_it_is_spelt(text: str) -> None:
    assert names_person(text)


NOT_PEOPLE = (
    *("George Eliot Hospital", "James Cook University Hospital", "John Radcliffe Hospital", "St John Ambulance"),
    *("Elizabeth Garrett Anderson wing", "Queen Elizabeth the Queen Mother", "Will mark the end of the year"),
    *("Rose by 4 in March", "Grace period for discharge", "The Hope ward team", "Martha's Rule", "Day case rate"),
)


@pytest.mark.parametrize("text", NOT_PEOPLE)
def test_places_and_ordinary_words_are_nobody(text: str) -> None:
    assert not names_person(text)


@pytest.mark.parametrize("text", ["Kwame Mensah", "Kwame B. Mensah", "Olu Adeyemi", " Zofia Smith ", "Ngozi Khan"])
def test_a_text_of_nothing_but_a_name_is_known_by_its_surname(text: str) -> None:
    assert names_person(text)


@pytest.mark.parametrize(
    "text", ["Discharge lounge", "Queen Adams", "Patient Flow", "Early Ambulance Handover", "Front Door", "Adams Ward"]
)
def test_a_title_of_two_words_is_nobody(text: str) -> None:
    assert not names_person(text)


@pytest.mark.parametrize(
    "text",
    ["ask Olu on bleep 2213", "ring Zosia before nine please", "Olu knows; she is on bleep 2213"],
)
def test_a_longer_cell_without_a_role_is_withheld(text: str) -> None:
    assert is_person_as_role(text)


@pytest.mark.parametrize(
    "text",
    [
        *("ask the matron on bleep 2213", "site manager, bleep 2213, nights only", "PMO", "see https://example.nhs.uk"),
        *("write to the improvement team on weekdays", "bed.team@example.nhs.uk before nine on any weekday"),
    ],
)
def test_a_longer_cell_with_a_role_or_an_address_is_shown(text: str) -> None:
    assert not is_person_as_role(text)


GROUPINGS = (
    *("943\u00a0476\u00a05919", "943\u2011476\u20115919", "943\u2009476\u20095919", "943\u2013476\u20135919"),
    *("943\u200b4765919", "943,476,5919", "94347 65919", "9434 765 919", "9 4 3 4 7 6 5 9 1 9"),
    "".join(chr(0xFF10 + int(digit)) for digit in "9434765919"),
    "".join(chr(0x0660 + int(digit)) for digit in "9434765919"),
)


@pytest.mark.parametrize("number", GROUPINGS)
def test_an_nhs_number_is_known_however_its_digits_are_grouped(number: str) -> None:
    assert tells_of_patient(f"a fall of {number} in bay 4")


@pytest.mark.parametrize(
    "text",
    ["2024-01-02 10", "tel 01234 567890", "2023-04-01 to 2024-03-31", "1,234,567,890", "12 of 34 in 2023, 56 of 78"],
)
def test_other_digits_are_no_nhs_number(text: str) -> None:
    assert not tells_of_patient(text)


def test_a_patient_is_known_by_number_and_by_birth() -> None:
    assert tells_of_patient("moved 999 000 0018 to ward 4")
    assert tells_of_patient("the man born 12/03/1941")
    assert not tells_of_patient("opened 12/03/2025, 1234567890 attendances")


@pytest.mark.parametrize(
    "name",
    [
        *("June Page.csv", "smith1.csv", "Quillfeather.csv", "19440211.csv", "07700900123.csv", "999 000 0018.csv"),
        *("1941-04-03-ae.csv", "03.04.1941.csv", "ae 3 4 1941.csv", "3 may 1941.csv", "may 3 1941.csv"),
        *("SW1A 1AA ae.csv", "M1_1AE.csv", "123 4567 ae.csv", "AB12 3456 C.csv", "99900 00018.csv"),
    ],
)
def test_a_file_name_that_may_be_a_persons_is_not_shown(name: str) -> None:
    assert not is_harmless_name(name)


def test_names_of_published_files_are_shown(tmp_path: Path) -> None:
    names = [path.name for path in samples.write_samples(tmp_path, months=1, providers=8) if "broken" not in path.name]
    names += ["April-2025-CSV-revised.csv", "July2011.csv", "20250513-RTT-March-2025-full-extract.zip", "etr.csv"]
    assert [name for name in names if not is_harmless_name(name)] == []


def test_a_register_that_names_a_person_is_taken_with_a_warning_that_does_not(home: Home) -> None:
    (home.inbox / "programmes.csv").write_text(
        "programme,title,lead,sponsor,approach,starts,support_ends\n"
        "flow,Flow,Zebedee Quillfeather,Chief nurse,supportive,2025-01-01,\n",
        encoding="utf-8",
    )
    [verdict] = admit(home)
    assert verdict.status == "accepted"
    [reason] = verdict.reasons
    assert (reason.rule, reason.severity, reason.row, reason.column) == ("names_person", "warning", 2, "lead")
    [path] = home.ledger.glob("*.json")
    assert "Quillfeather" not in path.read_text(encoding="utf-8")


def test_a_register_that_tells_of_a_patient_is_quarantined_and_the_number_is_not_repeated(home: Home) -> None:
    (home.inbox / "practices.csv").write_text(
        "practice,programme,title,description,measure,direction,aim,washout_months,balancing_measures,guidance_url\n"
        "huddles,flow,Huddles,since 9990000018 waited,ae_within_4h,increase,,,,\n",
        encoding="utf-8",
    )
    [verdict] = admit(home)
    assert (verdict.status, [reason.rule for reason in verdict.reasons]) == ("quarantined", ["tells_of_patient"])
    [load] = ledger.read_loads(home)
    assert "9990000018" not in str(load)


@pytest.mark.parametrize("reason", ["Dr Foster said so", "call Jane Smith", "about 999 000 0018"])
def test_a_reason_that_names_somebody_is_refused(reason: str) -> None:
    with pytest.raises(decisions.DecisionError):
        decisions.validate_text("reason", reason)
