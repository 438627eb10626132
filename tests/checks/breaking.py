"""How each rule of each contract is broken: on the rows of one organisation, in a layout that has its columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checks.contract import Rule
from checks.extracts import EXTRACTS
from checks.extracts import organisations as organisations_contract
from checks.extracts import referrals as referrals_contract
from checks.extracts import rtt as rtt_contract
from checks.extracts import successions as successions_contract
from tests.checks import sheets
from tests.checks.sheets import Row, Sheet

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
    row = dict(zip(referrals_contract.BY_PROVIDER.columns, sheets.mrr(number + 1).lines[-1], strict=True))
    return [dict(row)]


def _mrr_sheet(rows: list[Row]) -> Sheet:
    era = referrals_contract.BY_PROVIDER
    whole = sheets.mrr(1)
    england = {
        "year": "2022-23",
        "period": "APRIL",
        "organisation_name": "England",
        **sheets.sums(rows, era.columns[6:]),
    }
    return Sheet(
        (era.headers, sheets.cells_of(era, england), whole.lines[2], *(sheets.cells_of(era, row) for row in rows))
    )


BENCHES: dict[str, tuple[Bench, ...]] = {
    "ae": (Bench(lambda n: sheets.ae_rows(1, start=n), sheets.ae, sheets.ae_era("2025-06").columns, below=1),),
    "rtt": (Bench(lambda n: sheets.rtt_rows(sheets.code_of(n)), sheets.rtt, rtt_contract.BANDS_105.columns),),
    "referrals": (
        Bench(lambda n: [sheets.pct("Q30", f"5{n:02d}", n)], sheets.mar, referrals_contract.BY_PCT_2008.columns),
        Bench(_mrr_rows, _mrr_sheet, referrals_contract.BY_PROVIDER.columns),
    ),
    "organisations": (
        Bench(
            lambda n: [{"organisation": sheets.code_of(n), "name": f"TRUST NUMBER {n}"}],
            lambda rows: sheets.ods(*rows),
            organisations_contract.ODS.columns,
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


SPECIAL: dict[tuple[str, str], Break] = {
    ("ae", "another_month"): _set(period="MSitAE-JULY-2025"),
    ("ae", "not_a_number"): _set(attendances_type1="3.7"),
    ("ae", "region_known"): _set(parent_name="NHS ENGLAND NOWHERE"),
    ("ae", "missing_counts"): _set(booked_type2=""),
    ("ae", "negative_counts"): _set(dta_over_12h=-1),
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
    ("referrals", "row_organisation_present"): _set(organisation_code=""),
    ("referrals", "row_organisation_name_present"): _set(organisation_name=""),
    ("referrals", "row_organisation_well_formed"): _set(organisation_code="5!"),
    ("referrals", "general_acute_exceeds_all"): _set(gp_referrals_made_ga=90_000),
    ("organisations", "not_a_number"): _set(),
    ("organisations", "date_malformed"): _set(closed_text="20241399"),
    ("organisations", "closed_before_opened"): _set(closed_text="20100101"),
    ("successions", "not_a_number"): _set(),
    ("successions", "effective_present"): _set(effective_text="soon"),
    ("successions", "succeeds_itself"): _set(predecessor="RSS", successor="RSS"),
}
# a register holds no counts, so that rule has nothing to fail on there
NEVER = {("organisations", "not_a_number"), ("successions", "not_a_number")}


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
    """The first layout that has the rule's columns; a derived column is broken in the first layout."""
    known = {column.name for column in EXTRACTS[kind].columns}
    wanted = {name for name in rule.columns if name in known}
    return next(bench for bench in BENCHES[kind] if wanted <= set(bench.columns))
