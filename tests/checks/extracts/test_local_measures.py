"""Local measures: which numbers cannot be counts, and that an NHS number in their place is refused unrepeated."""

from __future__ import annotations

from checks.admission import admit
from checks.storage import ledger
from checks.storage.home import Home

HEADER = "measure,organisation,month,numerator,denominator\n"
NOT_REPEATED = "not repeated here"


def _judge(home: Home, text: str) -> tuple[str, list[tuple[str, int | None, str | None, str | None]]]:
    (home.inbox / "measures.csv").write_text(text, encoding="utf-8")
    [outcome] = admit(home)
    return outcome.status, [(reason.rule, reason.row, reason.column, reason.value) for reason in outcome.reasons]


def test_a_possible_nhs_number_is_refused_and_not_repeated(home: Home) -> None:
    places = {
        "9990000018,": "numerator",
        "9990000018.0,": "numerator",
        "-9990000018,": "numerator",
        "09990000018,": "numerator",
        "12,9990000018": "denominator",
        "9990000018,9990000018.00": "numerator, denominator",
    }
    lines = (f"falls,RA{letter},2025-01,{numbers}\n" for letter, numbers in zip("ABCDEF", places, strict=True))
    status, reasons = _judge(home, HEADER + "".join(lines))
    columns = [column for rule, _, column, value in reasons if (rule, value) == ("possible_nhs_number", NOT_REPEATED)]
    assert (status, columns) == ("quarantined", list(places.values()))
    [load] = ledger.read_loads(home)
    assert "9990000018" not in str(load)


def test_a_target_is_looked_at(home: Home) -> None:
    text = "measure,title,unit,direction,target,chart\nfalls,Falls,count,decrease,9990000018,c\n"
    assert _judge(home, text) == ("quarantined", [("possible_nhs_number", 2, "target", NOT_REPEATED)])


def test_no_number_is_above_the_people_of_england(home: Home) -> None:
    status, reasons = _judge(home, f"{HEADER}falls,RAA,2025-01,3,60000000\nfalls,RAB,2025-01,9990000019,60000001\n")
    assert status == "quarantined"
    assert reasons == [("too_large", 3, "numerator", "9990000019; denominator: 60000001")]


def test_decimals_are_no_nhs_numbers(home: Home) -> None:
    numbers = ["0.9990000018", "12345.67890", "66.6666666667", "0", "60000000"]
    lines = (f"falls,RA{place},2025-01,{number},\n" for place, number in zip("ABCDE", numbers, strict=True))
    assert _judge(home, HEADER + "".join(lines)) == ("accepted", [])
