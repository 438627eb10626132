"""Which short names, codes, addresses and names of organisations identify a person, and that such registers wait."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from checks.admission import admit
from checks.extracts import EXTRACTS
from checks.privacy import register_screening
from checks.privacy.person_codes import identifies_person, is_person_as_organisation
from checks.storage import ledger
from checks.storage.home import Home

PERSONAL_CODES = (
    "mary_jones_fall",
    "fall.jones-mary",
    "MaryJones",
    "maryjones",
    "MARYJONES",
    "mrs_jones",
    "dr_patel_list",
    "m_jones_fall",
    "mjones_fall",
    "fall_JonesM",
    "asmith",
    "kpatel2",
    "john-quillfeather",
    "frank_smith",
    "nhs_9990000018",
    "99900-00018",
    "999_000_0018",
    "dob_1941-04-03",
    "born_3_april_1941",
    "03.04.1941",
    "3-april-1941",
    "fall_19410403",
    "07700_900123",
    "mj_1234567",
    "AB12_3456_C",
    "https://example.org/mary-jones",
    "https://example.org/Mary%20Jones",
    "https://example.org/?to=mary.jones@nhs.example",
    "https://example.org/9990000018",
)
PLAIN_CODES = (
    "sample_streaming",
    "ward_round_robin",
    "frank_haematuria",
    "grace_score",
    "jan_feb_backlog",
    "e_ward",
    "patients_fallen",
    "smiths_unit",
    "pooled_lists",
    "gross_margin",
    "morrison_ward",
    "near_miss_rate",
    "mr_scan",
    "ms_clinic",
    "mark_up_rate",
    "john_radcliffe_flow",
    "mary_jones_hospital",
    "st_mary_flow",
    "queen_elizabeth_flow",
    "winter_2024-11-01",
    "plan_2008-09",
    "E54000008",
    "ENGLAND",
    "RAA",
    "https://www.england.nhs.uk/publication/2009-04-01-policy/",
    "https://digital.nhs.uk/data-and-information/publications/1234567",
)
PEOPLE = (
    "Mary Jones",
    "mary jones",
    "JONES, Mary",
    "Mrs Mary Jones",
    "Mr Quillfeather",
    "M Jones",
    "mary.jones@nhs.example",
    "Jane Smith 07700 900123",
    "House of 999 000 0018",
    "Mary Jones Care Home, born 3 April 1941",
)
ORGANISATIONS = (
    "St Mary's",
    "Royal Marsden",
    "John Radcliffe Hospital",
    "James Paget",
    "Dr Smith and Partners",
    "DR A SMITH",
    "JONES & PARTNERS",
    "Harold Wood WIC",
    "Marie Curie Hospice Hampstead",
    "Robert Jones and Agnes Hunt",
    "King George",
    "St John Ambulance",
    "SAMPLE A",
)
REGISTERS = {
    "programme": "programme,title,lead,sponsor,approach,starts,support_ends\n"
    "mary_jones,Flow,Programme office,Chief nurse,supportive,2025-01-01,\n",
    "practice, programme, measure, balancing_measures, guidance_url": "practice,programme,title,description,measure,"
    "direction,aim,washout_months,balancing_measures,guidance_url\n"
    "MaryJones,jones-mary,Huddles,Wards meet,m_jones_falls,increase,,,ae_attendances; mary_jones,https://practice.example/mary-jones\n",
    "practice, organisation, peer_organisation": "practice,organisation,month,event,source,peer_organisation,fidelity,"
    "contact\nmary.jones,MARYJONES,2025-06,adopted,peer,JONESMARY,,\n",
    "practice, organisation": "practice,organisation,from,to\nmary_jones,MARYJONES,2025-01,\n",
    "measure, organisation": "measure,organisation,month,numerator,denominator\nmary_jones,MARYJONES,2025-01,1,\n",
    "measure": "measure,title,unit,direction,target,chart\nmary_jones,Waits,days,decrease,,\n",
    "organisation, kind, area, area_kind, name": "organisation,name,kind,area,area_kind,opened,closed\n"
    "MARYJONES,Mary Jones,mary jones,mary_jones,Mary Jones,,\n",
    "predecessor, successor, kind": "predecessor,successor,month,kind\nMARYJONES,JONESMARY,2024-04,mary jones\n",
}
"""Registers with a name in every column in which one could stand, by those columns."""


@pytest.mark.parametrize("code", PERSONAL_CODES)
def test_a_code_that_identifies_a_person_is_recognised(code: str) -> None:
    assert identifies_person(code)


@pytest.mark.parametrize("code", PLAIN_CODES)
def test_a_code_about_the_work_identifies_nobody(code: str) -> None:
    assert not identifies_person(code)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_in_place_of_an_organisation_is_recognised(name: str) -> None:
    assert is_person_as_organisation(name)


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_an_organisation_named_after_people_is_no_person(name: str) -> None:
    assert not is_person_as_organisation(name)


def test_registers_that_name_a_person_are_quarantined_and_the_name_is_not_repeated(home: Home) -> None:
    for number, register in enumerate(REGISTERS.values()):
        (home.inbox / f"register{number}.csv").write_text(register, encoding="utf-8")
    outcomes = admit(home)
    places = {
        (reason.rule, reason.row, reason.column, reason.value) for outcome in outcomes for reason in outcome.reasons
    }
    assert {outcome.status for outcome in outcomes} == {"quarantined"}
    assert places == {("identifies_person", 2, columns, register_screening.NOT_REPEATED) for columns in REGISTERS}
    assert not [load for load in ledger.read_loads(home) if "jones" in str(load).lower()]


def test_every_register_screens_what_it_publishes() -> None:
    """Every text column of a register is screened, or its rules allow only a month, a day, a number or a few words."""
    checked_form = {
        "event",
        "source",
        "direction",
        "approach",
        "unit",
        "chart",
        "decision",
        "indicator",
        "region",
        "icb",
    }
    for extract in EXTRACTS.values():
        if extract.is_register:
            stored_columns = {column.name for column in extract.columns} - set(extract.drop_from_lake) - checked_form
            unscreened = {name for name in stored_columns if not name.endswith("_text")} - set(extract.screened_columns)
            assert (extract.kind, unscreened) == (extract.kind, set())


def test_no_real_organisation_is_taken_for_a_person(shared: Path) -> None:
    folders = (shared / "data" / name for name in ("ods", "ods_more"))
    texts = [path.read_text(encoding="utf-8-sig") for folder in folders for path in sorted(folder.glob("*.csv"))]
    rows = [row for text in texts for row in csv.reader(text.splitlines())]
    assert len(rows) > 1_500
    assert [row[:2] for row in rows if identifies_person(row[0]) or is_person_as_organisation(row[1])] == []


def test_codes_of_an_older_release_are_withheld_alike_in_every_register() -> None:
    with duckdb.connect() as con:
        register_screening.add_functions(con)
        con.execute(
            "create table file as select 'mary_jones_fall' as practice, 'Mary Jones' as name, 'huddles' as measure"
        )
        columns = [
            register_screening.published_column(EXTRACTS[kind], column)
            for kind, column in (
                ("practices", "practice"),
                ("adoptions", "practice"),
                ("organisations", "name"),
                ("measures", "measure"),
            )
        ]
        [(registered, adopted, name, plain)] = con.execute(f"select {', '.join(columns)} from file").fetchall()
    assert registered == adopted != "mary_jones_fall"
    assert (name, plain) == ("name withheld: give the organisation's name", "huddles")
