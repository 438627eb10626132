"""How each rule of each contract is broken: on the rows of one organisation, in a layout that has its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from checks.contracts.contract import Rule
from checks.extracts import EXTRACTS, referrals_activity, referrals_return, rtt_layouts
from checks.extracts import organisations as organisations_contract
from checks.extracts import rebases as rebases_contract
from checks.extracts import successions as successions_contract
from checks.extracts.ae_sheet import BY_PROVIDER
from tests.checks import sheets
from tests.checks.sheets import Row, Sheet
from tests.checks.sheets.ae_workbook import ae_workbook, ae_workbook_rows

NEXT_DECEMBER = f"{date.today().year + 1}-12"
"""A month to come, whenever the tests run."""
Break = Callable[[list[Row]], int]
"""Spoils the rows of one organisation in place, and tells which of them the rule must name."""


@dataclass(frozen=True)
class Bench:
    """How one layout of a kind is written: the rows of its n-th organisation, and the file made of all rows."""

    rows: Callable[[int], list[Row]]
    sheet: Callable[[list[Row]], Sheet]
    columns: tuple[str, ...]
    below: int = 0


def _mrr_rows(number: int) -> list[Row]:
    row = dict(zip(referrals_return.BY_PROVIDER.columns, sheets.mrr(number + 1).lines[-1], strict=True))
    return [dict(row)]


def _mrr_sheet(rows: list[Row]) -> Sheet:
    published_layout = referrals_return.BY_PROVIDER
    whole = sheets.mrr(1)
    england = {
        "year": "2022-23",
        "period": "APRIL",
        "organisation_name": "England",
        **sheets.sums(rows, published_layout.columns[6:]),
    }
    return Sheet(
        (
            published_layout.headers,
            sheets.cells_of(published_layout, england),
            whole.lines[2],
            *(sheets.cells_of(published_layout, row) for row in rows),
        )
    )


def _kept_locally(kind: str, first: Callable[[int], Row]) -> tuple[Bench, ...]:
    """The bench of a register that people keep themselves: the layout that all have, one row for each number."""
    published_layout = EXTRACTS[kind].layouts[0]
    return (Bench(lambda n: [first(n)], lambda rows: sheets.register(kind, *rows), published_layout.columns),)


def _local_list(rows: list[Row]) -> Sheet:
    layout = organisations_contract.LOCAL
    return Sheet((layout.headers, *(tuple(str(row.get(name, "")) for name in layout.columns) for row in rows)))


BENCHES: dict[str, tuple[Bench, ...]] = {
    "ae": (
        Bench(lambda n: sheets.ae_rows(1, start=n), sheets.ae, sheets.ae_layout("2025-06").columns, below=1),
        Bench(lambda n: ae_workbook_rows(1, start=n), ae_workbook, BY_PROVIDER.columns, below=3),
    ),
    "rtt": (Bench(lambda n: sheets.rtt_rows(sheets.code_of(n)), sheets.rtt, rtt_layouts.BANDS_105.columns),),
    "referrals": (
        Bench(lambda n: [sheets.pct("Q30", f"5{n:02d}", n)], sheets.mar, referrals_activity.BY_PCT_2008.columns),
        Bench(_mrr_rows, _mrr_sheet, referrals_return.BY_PROVIDER.columns),
        Bench(
            lambda n: sheets.annual_mrr_rows(sheets.code_of(n)),
            sheets.annual_mrr,
            referrals_return.BY_COMMISSIONER.columns,
        ),
    ),
    "organisations": (
        Bench(
            lambda n: [{"organisation": sheets.code_of(n), "name": f"TRUST NUMBER {n}"}],
            lambda rows: sheets.ods(*rows),
            organisations_contract.ODS.columns,
        ),
        Bench(
            lambda n: [{"organisation": sheets.code_of(n), "name": f"TRUST NUMBER {n}", "kind": "provider"}],
            _local_list,
            organisations_contract.LOCAL.columns,
        ),
    ),
    "rebases": (
        Bench(
            lambda n: [
                {
                    "measure": "ae_within_4h",
                    "organisation": sheets.code_of(n),
                    "month_text": "2024-04",
                    "reason": "A ward was opened",
                    "proposed_by": "Improvement lead",
                    "decision": "proposed",
                }
            ],
            lambda rows: sheets.rebases(*rows),
            rebases_contract.LIST.columns,
        ),
    ),
    "successions": (
        Bench(
            lambda n: [
                {"predecessor": sheets.code_of(n), "successor": sheets.code_of(n + 300), "effective_text": "2024-04"}
            ],
            lambda rows: sheets.successions(
                *((str(r["predecessor"]), str(r["successor"]), str(r["effective_text"])) for r in rows)
            ),
            successions_contract.LOCAL.columns,
        ),
    ),
    "programmes": _kept_locally(
        "programmes",
        lambda n: {
            "programme": f"P{n}",
            "title": f"Programme number {n}",
            "approach": "supportive",
            "starts_text": "2024-04-01",
            "support_ends_text": "2025-03-31",
        },
    ),
    "practices": _kept_locally(
        "practices",
        lambda n: {
            "practice": f"practice-{n}",
            "programme": "P1",
            "title": f"Practice number {n}",
            "measure": "ae_within_4h",
            "direction": "increase",
            "washout_text": "3",
            "balancing_text": "ae_12h_dta_waits; ae_attendances",
            "guidance_url": "https://example.org/guidance",
        },
    ),
    "adoptions": _kept_locally(
        "adoptions",
        lambda n: {
            "practice": "practice-1",
            "organisation": sheets.code_of(n),
            "month_text": "2024-05",
            "event": "adopted",
            "source": "self",
            "fidelity_text": "0.8",
            "contact": "improvement team",
        },
    ),
    "eligibility": _kept_locally(
        "eligibility",
        lambda n: {"practice": "practice-1", "organisation": sheets.code_of(n), "from_text": "2024-04"},
    ),
    "cohorts": _kept_locally(
        "cohorts",
        lambda n: {
            "cohort": "first-wave",
            "title": "First wave",
            "organisation": sheets.code_of(n),
            "from_text": "2024-04",
        },
    ),
    "measures": _kept_locally(
        "measures",
        lambda n: {
            "measure": "readmissions",
            "organisation": sheets.code_of(n),
            "month_text": "2024-05",
            "numerator_text": "12",
            "denominator_text": "340.5",
        },
    ),
    "measure_definitions": _kept_locally(
        "measure_definitions",
        lambda n: {
            "measure": f"measure_{n}",
            "title": f"Measure number {n}",
            "unit": "share",
            "direction": "decrease",
            "target_text": "0.05",
            "chart": "p",
        },
    ),
}


def _set(**cells: object) -> Break:
    def broken(rows: list[Row]) -> int:
        rows[0].update(cells)
        return 0

    return broken


def _in_part(part: str, **cells: object) -> Break:
    def broken(rows: list[Row]) -> int:
        at = next(i for i, row in enumerate(rows) if row["part"] == part)
        rows[at].update(cells)
        return at

    return broken


def _without_a_specialty(rows: list[Row]) -> int:
    rows.remove(next(row for row in rows if row["part"] == "Part_2" and row["treatment_function_code"] == "X02"))
    return next(
        i for i, row in enumerate(rows) if row["part"] == "Part_2" and row["treatment_function_code"] == "C_999"
    )


def _beside(changes: Row, **cells: object) -> Break:
    """A second row beside the first, which is changed; the second is the one to be named."""

    def broken(rows: list[Row]) -> int:
        rows.append({**rows[0], **cells})
        rows[0].update(changes)
        return 1

    return broken


SPECIAL: dict[tuple[str, str], Break] = {
    ("ae", "another_month"): _set(period="MSitAE-JULY-2025"),
    ("ae", "not_a_number"): _set(attendances_type1="3.7"),
    ("ae", "region_known"): _set(parent_name="NHS ENGLAND NOWHERE"),
    ("ae", "missing_counts"): _set(booked_type2=""),
    ("ae", "negative_counts"): _set(dta_over_12h=-1),
    ("ae", "sheet_does_not_add_up"): _set(attendances_total=4),
    ("rtt", "another_month"): _set(period="RTT-February-2026"),
    ("rtt", "not_a_number"): _set(weeks_003="1e3"),
    ("rtt", "smallest_count_not_below_0"): _set(weeks_003="-1"),
    ("rtt", "bands_do_not_add_up"): _in_part("Part_2", total_all=40),
    ("rtt", "unknown_start_misplaced"): _in_part("Part_2", unknown_start=1),
    ("rtt", "specialties_do_not_add_up"): _without_a_specialty,
    ("rtt", "decisions_exceed_waiting"): _in_part("Part_2A", weeks_000=90, total_all=92),
    ("referrals", "another_month"): _set(period="MAY"),
    ("referrals", "not_a_number"): _set(elective_daycase="#N/A"),
    ("referrals", "negative_counts"): _set(planned_daycase="-4"),
    ("referrals", "row_year_present"): _set(year=""),
    ("referrals", "row_commissioner_present"): _set(commissioner_code=""),
    ("referrals", "row_organisation_present"): _set(organisation_code=""),
    ("referrals", "row_organisation_name_present"): _set(organisation_name=""),
    ("referrals", "row_organisation_well_formed"): _set(organisation_code="5!"),
    ("referrals", "general_acute_exceeds_all"): _set(gp_referrals_made_ga=90_000),
    ("organisations", "date_malformed"): _set(closed_text="20241399"),
    ("organisations", "closed_before_opened"): _set(closed_text="20100101"),
    ("rebases", "month_malformed"): _set(month_text="April"),
    ("rebases", "decided_on_malformed"): _set(decided_on_text="9 April"),
    ("rebases", "future_date"): _set(decided_on_text=NEXT_DECEMBER + "-31"),
    ("rebases", "decided_by_nobody"): _set(decision="approved", decided_by="Medical director"),
    ("organisations", "date_implausible"): _set(opened_text="18991231"),
    ("successions", "date_implausible"): _set(effective_text="1948-06-30"),
    ("rebases", "date_implausible"): _set(month_text="2204-04"),
    ("programmes", "date_implausible"): _set(support_ends_text="2204-04"),
    ("adoptions", "date_implausible"): _set(month_text="0024-04"),
    ("eligibility", "date_implausible"): _set(to_text="9999-12"),
    ("measures", "date_implausible"): _set(month_text="1024-04"),
    ("successions", "date_malformed"): _set(effective_text="soon"),
    ("successions", "succeeds_itself"): _set(predecessor="RSS", successor="RSS"),
    ("programmes", "date_malformed"): _set(support_ends_text="March 2025"),
    ("programmes", "support_ends_before_start"): _set(support_ends_text="2024-03"),
    ("practices", "washout_malformed"): _set(washout_text="25"),
    ("practices", "balances_itself"): _set(balancing_text="ae_attendances; ae_within_4h"),
    ("practices", "guidance_malformed"): _set(guidance_url="see the intranet"),
    ("adoptions", "month_malformed"): _set(month_text="Apr-25"),
    ("adoptions", "fidelity_malformed"): _set(fidelity_text="80"),
    ("adoptions", "contact_holds_number"): _set(contact="ask on 07700 900123"),
    ("adoptions", "adopted_twice"): _beside({}, month_text="2024-07"),
    ("adoptions", "before_adoption"): _beside({}, month_text="2024-03", event="stopped"),
    ("adoptions", "while_adopted"): _beside({}, month_text="2024-06", event="declined"),
    ("adoptions", "peer_misplaced"): _set(peer_organisation="RZZ"),
    ("adoptions", "peer_missing"): _set(source="peer"),
    ("adoptions", "source_missing"): _set(source=""),
    ("eligibility", "from_malformed"): _set(from_text="2024-13"),
    ("eligibility", "to_malformed"): _set(to_text="soon"),
    ("eligibility", "to_before_from"): _set(to_text="2024-03"),
    ("eligibility", "periods_overlap"): _beside({"to_text": "2024-09"}, from_text="2024-09"),
    ("cohorts", "date_implausible"): _set(to_text="9999-12"),
    ("cohorts", "from_malformed"): _set(from_text="2024-13"),
    ("cohorts", "to_malformed"): _set(to_text="soon"),
    ("cohorts", "to_before_from"): _set(to_text="2024-03"),
    ("cohorts", "periods_overlap"): _beside({"to_text": "2024-09"}, from_text="2024-09"),
    ("cohorts", "title_differs"): _beside({}, title="Another wave"),
    ("measures", "month_malformed"): _set(month_text="2024-5"),
    ("measures", "future_month"): _set(month_text=NEXT_DECEMBER),
    ("adoptions", "future_month"): _set(month_text=NEXT_DECEMBER),
    ("measures", "numerator_malformed"): _set(numerator_text="1e3"),
    ("measures", "denominator_malformed"): _set(denominator_text="n/a"),
    ("measures", "negative_number"): _set(numerator_text="-1"),
    ("measures", "denominator_is_zero"): _set(denominator_text="0"),
    ("measures", "too_large"): _set(denominator_text="60000001"),
    ("measures", "possible_nhs_number"): _set(numerator_text="9990000018"),
    ("measures", "name_is_taken"): _set(measure="ae_within_4h"),
    ("measure_definitions", "target_malformed"): _set(target_text="95"),
    ("measure_definitions", "too_large"): _set(unit="count", target_text="60000001"),
    ("measure_definitions", "possible_nhs_number"): _set(unit="count", target_text="9990000018.0"),
    ("measure_definitions", "name_is_taken"): _set(measure="rtt_incomplete"),
}
for _kind, _extract in EXTRACTS.items():
    for _column in (*_extract.role_columns, *_extract.text_columns)[:1]:
        SPECIAL[(_kind, "names_person")] = _set(**{_column: "Mrs Jane Example"})
        SPECIAL[(_kind, "tells_of_patient")] = _set(**{_column: "ask 9990000018"})
    for _column in (*_extract.name_columns, *_extract.code_columns)[:1]:
        SPECIAL[(_kind, "identifies_person")] = _set(**{_column: "MARYJONES"})
LAYOUT = {
    ("ae", "sheet_does_not_add_up"): 1,
    ("referrals", "row_commissioner_present"): 2,
    # of an ODS file a name that looks like a person's is not kept
    ("organisations", "identifies_person"): 1,
}
# a register holds no counts, so that rule has nothing to fail on there
NEVER = {(kind, "not_a_number") for kind, extract in EXTRACTS.items() if not extract.counts}
# it is about most rows of a file together: test_ods_files.py
NEVER |= {("organisations", "ods_codes_unknown")}
SPECIAL |= {pair: _set() for pair in NEVER}


def breaking(kind: str, rule: Rule) -> Break:
    """How this rule is broken: told by its expectation, or by name where it looks at a derived column."""
    if (kind, rule.name) in SPECIAL:
        return SPECIAL[(kind, rule.name)]
    columns = rule.columns
    match rule.expectation:
        case "ExpectColumnValuesToNotBeNull":
            return _set(**{columns[0]: ""})
        case "ExpectColumnValuesToMatchRegex":
            return _set(**{columns[0]: "R!"})
        case "ExpectColumnValuesToBeInSet":
            return _set(**{columns[0]: "NOWHERE"})
        case "ExpectColumnValuesToBeBetween":
            return _set(**{columns[0]: -1})
        case "ExpectColumnPairValuesAToBeGreaterThanB":
            return lambda rows: _set(**{columns[1]: int(str(rows[0][columns[0]])) + 1})(rows)
        case "ExpectColumnValuesToBeUnique" | "ExpectCompoundColumnsToBeUnique":
            return lambda rows: rows.append(dict(rows[-1])) or len(rows) - 1  # type: ignore[func-returns-value]
    raise AssertionError(f"say in SPECIAL how {kind}'s rule {rule.name} is broken")


def bench_of(kind: str, rule: Rule) -> Bench:
    """The first layout that has the rule's columns; a derived column is broken in the first layout but for LAYOUT."""
    if (kind, rule.name) in LAYOUT:
        return BENCHES[kind][LAYOUT[(kind, rule.name)]]
    known = {column.name for column in EXTRACTS[kind].columns}
    wanted = {name for name in rule.columns if name in known}
    return next(bench for bench in BENCHES[kind] if wanted <= set(bench.columns))
