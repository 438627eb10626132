"""Files of figures and of organisations that resemble lists of patients. Every one must pass."""

from __future__ import annotations

from tests.checks.privacy.disguises import COUNTS, FORENAMES, HOMES, SURNAMES, Disguise, table

TRUSTS = tuple(f"R{letter}A" for letter in "ABCDEFGHJK")
MONTHS = tuple(range(45_383, 45_383 + 310, 31))
"""First days of months of 2024 as a spreadsheet counts days."""
BIG = tuple(str(214_000 + at * 1_117) for at in range(10))
NETWORKS = (
    "North West Coast",
    "Thames Valley",
    "Wessex",
    "Yorkshire",
    "Eastern",
    "Kent",
    "Peninsula",
    "North London",
    "South London",
    "East Midlands",
)
PLACES = tuple(
    f"{word} House"
    for word in ("Park", "Kings", "Victoria", "Albert", "James", "George", "Grove", "Mill", "Hill", "Bridge")
)
NOTES = (
    "A patient is counted when he or she is admitted to a bed, transferred or discharged within 4 hours.",
    "The clock stops at 23:59 on the day on which the patient was seen by a doctor or a nurse practitioner.",
    "Patients who were admitted through a side room or an assessment unit are included.",
    "The trust reported that the ward was moved to another building in April; figures of patients were revised.",
)

HARMLESS = tuple(
    Disguise(name, table(header, *columns), "harmless")
    for name, header, *columns in (
        (
            "patients by age band",
            ["Org", "Age Band", "Patients"],
            TRUSTS,
            [f"{a}-{a + 4}" for a in range(0, 50, 5)],
            COUNTS,
        ),
        ("average age", ["Provider", "Average age", "Unique patients"], TRUSTS, [70.1 + c for c in COUNTS], BIG),
        ("population by sex and age", ["Sex", "Age", "Population"], "MFMFMFMFMF", range(40, 50), BIG),
        (
            "Clinical Research Networks",
            ["CRN", "Provider", "Recruitment", "Notes"],
            NETWORKS,
            TRUSTS,
            BIG,
            ["late"] * 10,
        ),
        ("experience score", ["Trust code", "Patient Experience score", "Responses"], TRUSTS, COUNTS, BIG),
        (
            "contacts of organisations",
            ["ODS code", "Organisation name", "First name", "Surname", "Job title", "Email"],
            TRUSTS,
            PLACES,
            FORENAMES,
            SURNAMES,
            ["Data manager"] * 10,
            ["x@example.org"] * 10,
        ),
        (
            "sites with postcodes and contacts",
            ["Site code", "Site name", "Postcode", "Opened", "Contact"],
            TRUSTS,
            PLACES,
            HOMES,
            ["01/04/1991", "01/10/1974"] * 5,
            [f"{f} {s}" for f, s in zip(FORENAMES, SURNAMES, strict=True)],
        ),
        ("months as serials", ["Month", "Provider", "Attendances"], MONTHS, TRUSTS, BIG),
        (
            "staff in post",
            ["Org code", "Staff group", "Age band", "Gender", "FTE"],
            TRUSTS,
            ["Nurses"] * 10,
            ["Under 25", "25-34"] * 5,
            ["Female", "Male"] * 5,
            BIG,
        ),
        (
            "pathways by name",
            ["Pathway", "Weeks", "Comments"],
            [f"Pathway {w}" for w in NETWORKS],
            COUNTS,
            ["revised"] * 10,
        ),
        ("pathways in a catalogue", ["Pathway ID", "Pathway", "Comments"], range(1, 11), NETWORKS, ["new"] * 10),
        (
            "NHS beside other sectors",
            ["", "NHS", "", "Independent"],
            ("Org", *TRUSTS),
            ("Number", *BIG),
            ("%", *COUNTS),
            ("Number", *BIG),
        ),
        (
            "practices",
            ["Practice code", "Practice name", "Postcode", "List size"],
            [f"A8{at:04d}" for at in range(10)],
            PLACES,
            HOMES,
            BIG,
        ),
        (
            "general practitioners",
            None,
            [f"G{at:07d}" for at in range(3_400_101, 3_400_111)],
            [f"{s.upper()} J" for s in SURNAMES],
            HOMES,
            ["19740401"] * 10,
        ),
        ("notes on methods", ["Note", "Text"], range(4), NOTES),
        ("budgets in scientific form", ["Org", "Budget"], TRUSTS, [f"{4.1 + at / 10:.5f}E+09" for at in range(10)]),
        ("telephone numbers", ["Org", "Telephone"], TRUSTS, [f"0113{at:06d}" for at in range(496_011, 496_021)]),
        (
            "procedures by age and sex",
            ["Diagnosis", "Sex", "Age", "Episodes"],
            [f"I{at}9" for at in range(10, 20)],
            "MFMFMFMFMF",
            range(40, 50),
            BIG,
        ),
        (
            "local authorities",
            ["LA code", "Sex", "Age", "Deaths"],
            [f"E0600{at:04d}" for at in range(10)],
            "MFMFMFMFMF",
            range(40, 50),
            COUNTS,
        ),
        ("first and last month", ["Org", "First", "Last"], TRUSTS, ["2024-04"] * 10, ["2025-03"] * 10),
    )
)
