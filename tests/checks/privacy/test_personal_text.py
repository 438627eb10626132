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
        decisions.validated_text("reason", reason)
