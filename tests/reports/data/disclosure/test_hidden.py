"""Which figures are hidden: small ones, and every one that would give a small one back."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from reports.data.disclosure import DisclosureRule
from tests.reports.data.disclosure.tables import Figure, hide, send


@pytest.mark.parametrize(
    ("measure", "top", "bottom", "is_hidden"),
    [
        ("falls", 0, None, False),
        ("falls", 1, None, True),
        ("falls", 7, None, True),
        ("falls", 8, None, False),
        ("falls", 6.5, None, True),
        ("attendances", 3, None, False),
        ("passed", 40, 80, False),
        ("passed", 7, 80, True),
        ("passed", 0, 80, False),
        ("passed", 79, 81, True),
        ("passed", 81, 81, False),
        ("passed", 9, 19, True),
        ("passed", 0, 19, True),
        ("rate", 7, 900, True),
        ("rate", 8, 900, False),
        ("rate", 898, 900, True),
        ("rate", 892, 900, False),
        ("stay", 3, None, False),
        ("stay", 3, 20, False),
        ("stay", 57, 19, True),
        ("falls", 30, 32, True),
    ],
)
def test_small_numbers_are_hidden(
    con: duckdb.DuckDBPyConnection, measure: str, top: float, bottom: float | None, is_hidden: bool
) -> None:
    assert bool(hide(con, [(measure, "RAA", 1, top, bottom)])) is is_hidden


def test_a_rate_with_more_events_than_cases_in_any_month_has_no_rest(con: duckdb.DuckDBPyConnection) -> None:
    """Attendances per 1,000 residents: that 97 attended of 100 does not say that 3 did not."""
    assert hide(con, [("rate", "RAA", 1, 97, 100), ("rate", "RAB", 1, 103, 100)]) == set()


@pytest.mark.parametrize(
    ("rule", "figure"),
    [
        (DisclosureRule(threshold=5), ("falls", "RAA", 1, 5, None)),
        (DisclosureRule(hides_complements=False), ("passed", "RAA", 1, 79, 81)),
        (DisclosureRule(least_denominator=10), ("passed", "RAA", 1, 0, 10)),
    ],
)
def test_the_rule_is_a_setting(con: duckdb.DuckDBPyConnection, rule: DisclosureRule, figure: Figure) -> None:
    assert not hide(con, [figure], rule)


def test_a_rule_that_hides_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        DisclosureRule(threshold=0)


def test_every_total_of_a_small_number_is_hidden_and_no_other(con: duckdb.DuckDBPyConnection) -> None:
    """Of the board between a trust and its region nothing was sent: the region is hidden all the same."""
    sent = {"RAA": 3, "RAB": 40, "RAC": 50, "QAC": 50, "Y01": 93, "ENGLAND": 93}
    figures: list[Figure] = [("falls", code, 1, count, None) for code, count in sent.items()]
    figures += [("falls", "ENGLAND", 2, 99, None)]
    assert hide(con, figures) == {"falls RAA 1", "falls Y01 1", "falls ENGLAND 1"}


def test_from_a_merger_on_a_successor_is_hidden_with_its_predecessor(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = [
        ("falls", code, month, n, None) for month in (1, 2) for code, n in (("RAD", 3), ("RAC", 43))
    ]
    assert hide(con, figures) == {"falls RAD 1", "falls RAD 2", "falls RAC 2"}


def test_measures_that_add_up_are_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, harm in enumerate((9, 12, 3, 10), start=1):
        parts = {"harm": harm, "no_harm": 40 + month, "falls": harm + 40 + month}
        figures += [(measure, "RAA", month, count, None) for measure, count in parts.items()]
    assert hide(con, figures) == {"harm RAA 3", "no_harm RAA 3", "falls RAA 3"}


def test_three_shares_of_one_whole_are_hidden_together(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, missed in enumerate((9, 12, 3, 10), start=1):
        parts = {"missed": missed, "failed": 20 + month, "passed": 60 - month - missed}
        figures += [(measure, "RAA", month, count, 80) for measure, count in parts.items()]
    assert hide(con, figures) == {"missed RAA 3", "failed RAA 3", "passed RAA 3"}


def test_two_shares_that_only_have_the_same_cases_are_not_tied(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, missed in enumerate((9, 12, 3, 10), start=1):
        figures += [("missed", "RAA", month, missed, 80), ("passed", "RAA", month, 50 + month, 80)]
    assert hide(con, figures) == {"missed RAA 3"}


def test_a_count_is_hidden_with_the_share_of_too_few_that_it_belongs_to(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, cases in enumerate((50, 60, 19, 70), start=1):
        figures += [("passed", "RAA", month, 10 + month, cases), ("harm", "RAA", month, 10 + month, None)]
    assert hide(con, figures) == {"passed RAA 3", "harm RAA 3"}


def test_a_sum_since_april_is_hidden_whole(con: duckdb.DuckDBPyConnection) -> None:
    counts, figures, total = (9, 12, 3, 10, 11), [], 0
    for month, count in enumerate(counts, start=1):
        total += count
        figures += [("falls", "RAA", month, count, None), ("since_april", "RAA", month, total, None)]
    hidden = hide(con, figures)
    assert hidden == {"falls RAA 3", *(f"since_april RAA {month}" for month in range(1, 6))}


def test_a_quarter_is_hidden_with_its_months(con: duckdb.DuckDBPyConnection) -> None:
    counts = (9, 12, 10, 10, 11, 3, 14, 9, 20)
    figures: list[Figure] = [("falls", "RAA", month, count, None) for month, count in enumerate(counts, start=1)]
    figures += [("quarter", "RAA", month, sum(counts[month - 3 : month]), None) for month in (3, 6, 9)]
    assert hide(con, figures) == {"falls RAA 6", "quarter RAA 6"}


def test_what_was_small_at_first_keeps_its_totals_hidden(con: duckdb.DuckDBPyConnection) -> None:
    """The corrected figure is shown; the sums, of which an older edition may show the first one, are not."""
    send(con, ("falls", "RAA", 1, 3, None), "1")
    figures = [("falls", "RAA", 1, 30, None), ("falls", "RAB", 1, 40, None), ("falls", "ENGLAND", 1, 70, None)]
    assert hide(con, figures) == {"falls ENGLAND 1"}
    first = con.execute("select measure, organisation from disclosure.hidden where load_id = '1'").fetchall()
    assert first == [("falls", "RAA")]


def test_what_is_computed_from_a_hidden_figure_is_closed(con: duckdb.DuckDBPyConnection) -> None:
    hide(con, [("falls", "RAA", 1, 3, None), ("falls", "RAB", 1, 30, None), ("stay", "RAA", 1, 30, None)])
    assert con.execute("from disclosure.closed_series").fetchall() == [("falls", "RAA")]
    assert con.execute("from disclosure.closed_measure").fetchall() == [("falls",)]
    assert con.execute("from disclosure.closed_practice").fetchall() == [("OURS",)]


def test_one_wrong_cell_does_not_unlink_measures_that_add_up(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, harm in enumerate((9, 12, 3, 10, 11, 9, 10, 12), start=1):
        parts = {"harm": harm, "no_harm": 40 + month, "falls": harm + 40 + month + (month == 5)}
        figures += [(measure, "RAA", month, count, None) for measure, count in parts.items()]
    assert {"harm RAA 3", "no_harm RAA 3", "falls RAA 3"} <= hide(con, figures)


def test_a_part_that_is_zero_in_most_months_is_hidden_with_its_whole(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, harm in enumerate((0, 0, 2, 0, 0, 0, 3, 0), start=1):
        parts = {"harm": harm, "no_harm": 40 + month, "falls": harm + 40 + month}
        figures += [(measure, "RAA", month, count, None) for measure, count in parts.items()]
    shown = hide(con, figures)
    assert {f"{measure} RAA {month}" for measure in ("harm", "no_harm", "falls") for month in (3, 7)} <= shown


def test_two_measures_that_are_the_same_do_not_tie_a_third_to_them(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month, harm in enumerate((0, 0, 2, 0, 0, 1, 3, 0), start=1):
        parts = {"harm": harm, "no_harm": 40 + month, "falls": 40 + month}
        figures += [(measure, "RAA", month, count, None) for measure, count in parts.items()]
    assert hide(con, figures) == {"harm RAA 3", "harm RAA 6", "harm RAA 7"}


def test_a_total_that_begins_anew_in_april_is_hidden_whole(con: duckdb.DuckDBPyConnection) -> None:
    counts, figures, total = (9, 12, 1, 1, 11, 10, 12, 9, 14), [], 0
    for month, count in enumerate(counts, start=1):
        total = count if month == 4 else total + count
        figures += [("falls", "RAA", month, count, None), ("since_april", "RAA", month, total, None)]
    assert {f"since_april RAA {month}" for month in (3, 4, 5)} <= hide(con, figures)


def test_a_quarter_dated_by_its_first_month_is_hidden_with_its_months(con: duckdb.DuckDBPyConnection) -> None:
    counts = (9, 12, 10, 10, 11, 3, 14, 9, 20)
    figures: list[Figure] = [("falls", "RAA", month, count, None) for month, count in enumerate(counts, start=1)]
    figures += [("quarter", "RAA", month, sum(counts[month - 1 : month + 2]), None) for month in (1, 4, 7)]
    assert {"falls RAA 6", "quarter RAA 4"} <= hide(con, figures)


def test_a_value_that_was_small_between_two_others_keeps_its_totals_hidden(con: duckdb.DuckDBPyConnection) -> None:
    """Sent as 30, then 3, then 35: the total of the second file would give the 3 back to whoever kept that edition."""
    send(con, ("falls", "RAA", 1, 30, None), "1")
    send(con, ("falls", "RAA", 1, 3, None), "2")
    figures = [("falls", "RAA", 1, 35, None), ("falls", "RAB", 1, 40, None), ("falls", "QAA", 1, 43, None)]
    assert hide(con, figures) == {"falls QAA 1"}


def test_what_made_up_for_a_number_that_got_small_is_hidden_with_it(con: duckdb.DuckDBPyConnection) -> None:
    """The total of 70 was shown before and is still true: 67 would give the 3 back."""
    send(con, ("falls", "RAA", 1, 30, None), "1")
    send(con, ("falls", "RAB", 1, 40, None), "1")
    send(con, ("falls", "QAA", 1, 70, None), "1")
    hidden = hide(con, [("falls", "RAA", 1, 3, None), ("falls", "RAB", 1, 67, None), ("falls", "QAA", 1, 70, None)])
    assert hidden == {"falls RAA 1", "falls RAB 1", "falls QAA 1"}


def test_a_part_that_has_not_changed_stays_when_another_gets_small(con: duckdb.DuckDBPyConnection) -> None:
    send(con, ("falls", "RAA", 1, 30, None), "1")
    send(con, ("falls", "RAB", 1, 40, None), "1")
    send(con, ("falls", "QAA", 1, 70, None), "1")
    hide(con, [("falls", "RAA", 1, 3, None), ("falls", "QAA", 1, 43, None)])
    assert con.execute("select count(*) from disclosure.hidden where organisation = 'RAB'").fetchall() == [(0,)]


def test_a_moved_organisation_keeps_the_totals_of_both_areas_hidden(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into warehouse.core.disclosure_part values ('RAA', 'QAC', null, '9')")
    figures = [("falls", "RAA", 1, 3, None), ("falls", "RAB", 1, 40, None), ("falls", "QAA", 1, 43, None)]
    figures += [("falls", "RAC", 1, 50, None), ("falls", "QAC", 1, 50, None)]
    assert hide(con, figures) == {"falls RAA 1", "falls QAA 1", "falls QAC 1"}


def test_a_total_that_was_shown_before_a_small_part_was_moved_into_it_takes_the_changed_parts_with_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    """The first edition showed 90 in QAC, because nobody knew yet that RAA had been moved there."""
    con.execute("insert into warehouse.core.disclosure_part values ('RAA', 'QAC', null, '5'), ('RAB', 'QAC', null, '')")
    for figure in (("falls", "RAA", 1, 3, None), ("falls", "RAC", 1, 50, None), ("falls", "RAB", 1, 40, None)):
        send(con, figure, "1")
    send(con, ("falls", "QAC", 1, 90, None), "1")
    figures = [("falls", "RAC", 1, 4, None), ("falls", "RAB", 1, 86, None), ("falls", "QAC", 1, 90, None)]
    assert hide(con, figures) >= {"falls RAB 1", "falls RAC 1", "falls QAC 1"}


def test_a_number_that_was_a_count_before_its_unit_changed_is_still_small(con: duckdb.DuckDBPyConnection) -> None:
    send(con, ("stay", "RAA", 1, 3, None), "1", "count")
    assert hide(con, [("stay", "RAA", 1, 3, None), ("stay", "QAA", 1, 43, None)]) == {"stay QAA 1"}


def test_measures_that_added_up_before_a_correction_are_still_related(con: duckdb.DuckDBPyConnection) -> None:
    counts = (9, 12, 11, 10, 14, 3)
    for month, count in enumerate(counts[:5], start=1):
        send(con, ("falls", "RAA", month, count, None), "1")
        send(con, ("rate", "RAA", month, count, 900), "1")
    figures: list[Figure] = [
        ("falls", "RAA", month, count + 20, None) for month, count in enumerate(counts[:5], start=1)
    ]
    figures += [("rate", "RAA", month, count, 900) for month, count in enumerate(counts[:5], start=1)]
    assert hide(con, [*figures, ("falls", "RAA", 6, 3, None), ("rate", "RAA", 6, 9, 900)]) >= {"rate RAA 6"}


PARTS = [f"part_{number}" for number in range(1, 5)]


def _four_parts(wrong: tuple[tuple[str, int], ...] = ()) -> list[Figure]:
    """Falls of four kinds at two trusts over ten months; in some months the sum is typed wrongly."""
    draw = Random(1)
    figures: list[Figure] = []
    for code in ("RAA", "RAB"):
        for month in range(1, 11):
            counts = [draw.randint(10, 60) for _ in PARTS]
            counts[0] = 3 if (code, month) == ("RAA", 5) else counts[0]
            figures += [(part, code, month, count, None) for part, count in zip(PARTS, counts, strict=True)]
            figures += [("falls", code, month, sum(counts) + ((code, month) in wrong), None)]
    return figures


@pytest.mark.parametrize("wrong", [(), (("RAB", 2),), (("RAA", 1), ("RAB", 9))])
def test_a_sum_of_four_parts_is_hidden_with_them(
    con: duckdb.DuckDBPyConnection, wrong: tuple[tuple[str, int], ...]
) -> None:
    assert hide(con, _four_parts(wrong)) == {f"{measure} RAA 5" for measure in (*PARTS, "falls")}


def test_measures_that_do_not_add_up_are_not_tied(con: duckdb.DuckDBPyConnection) -> None:
    draw = Random(2)
    figures: list[Figure] = [(*figure[:3], figure[3] + draw.randint(0, 9), None) for figure in _four_parts()[4::5]]
    parts = [figure for figure in _four_parts() if figure[0] != "falls"]
    assert hide(con, [*figures, *parts]) == {"part_1 RAA 5"}


def test_numbers_that_never_change_are_not_tied(con: duckdb.DuckDBPyConnection) -> None:
    figures: list[Figure] = []
    for month in range(1, 13):
        figures += [("rate", "RAA", month, 10 + month, 900), ("passed", "RAA", month, 5 + month, 600)]
    assert hide(con, figures) == {"passed RAA 1", "passed RAA 2"}
