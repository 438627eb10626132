"""The RTT measures' SQL on small random tables, held to plain Python; and what must not be counted twice."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.extracts import rtt as rtt_contract
from checks.extracts import rtt_layouts
from tests.transforms import oracle_rtt as oracle
from tests.transforms.oracle_rtt import RttRow
from tests.transforms.warehouse import answers, differences

RTT = rtt_contract.EXTRACT
ORGANISATIONS = st.sampled_from([("ZZA", "QWO"), ("ZZB", "QWO"), ("ZZC44", "QMJ"), ("ZZD", None)])
COUNTS = st.integers(0, 60)


def _rtt_rows(last: int) -> st.SearchStrategy[list[RttRow]]:
    bands = st.dictionaries(st.integers(0, last), COUNTS, max_size=6)

    def make_row(
        place: tuple[str, str | None], commissioner: str, part: str, specialty: str, actual: dict[int, int]
    ) -> RttRow:
        counts = [actual.get(week, 0) for week in range(last + 1)]
        return RttRow(*place, commissioner, part, specialty, counts[:-1], counts[-1], sum(counts))

    return st.lists(
        st.builds(
            make_row,
            ORGANISATIONS,
            st.sampled_from(["15F", "13Q", "15F", "NONC"]),
            st.sampled_from(["Part_2", "Part_2", "Part_2A", "Part_3", "Part_1A"]),
            st.sampled_from(["C_999", "C_999", "C_100"]),
            bands,
        ),
        max_size=30,
    )


def _lake_rows(rows: list[RttRow], *, is_blank: bool = False) -> list[dict[str, Any]]:
    """The rows as the lake holds them; bands of nothing as 0 or blank, for the publisher writes both."""
    actual = []
    for number, row in enumerate(rows):
        is_old = len(row.bands) == 52
        names = (*rtt_layouts.BANDS[: len(row.bands)], rtt_layouts.OPEN_52 if is_old else rtt_layouts.BANDS[104])
        keys = {
            "row": number,
            "era": (rtt_layouts.BANDS_53 if is_old else rtt_layouts.BANDS_105).name,
            "parent_code": row.area,
            "organisation_code": row.organisation,
            "commissioner_code": row.commissioner,
            "part": row.part,
            "treatment_function_code": row.specialty,
            "total_all": row.total,
        }
        bands = dict(zip(names, (*row.bands, row.open_band), strict=True))
        if is_blank or row.part == "Part_3":
            bands = {name: count or None for name, count in bands.items()}
        actual.append(keys | (bands if row.part != "Part_3" else {}))
    return actual


@settings(max_examples=15)
@given(rows=_rtt_rows(104), is_blank=st.booleans())
def test_rtt_by_105_bands(con: duckdb.DuckDBPyConnection, rows: list[RttRow], *, is_blank: bool) -> None:
    assert differences(answers(con, RTT, "2026-01", _lake_rows(rows, is_blank=is_blank)), oracle.rtt(rows)) == {}


@settings(max_examples=10)
@given(rows=_rtt_rows(52))
def test_rtt_by_53_bands(con: duckdb.DuckDBPyConnection, rows: list[RttRow]) -> None:
    assert differences(answers(con, RTT, "2021-02", _lake_rows(rows)), oracle.rtt(rows)) == {}


BANDS = st.lists(COUNTS, min_size=53, max_size=53) | st.lists(st.integers(0, 2), min_size=105, max_size=105)


@given(bands=BANDS, share=st.sampled_from([Fraction(1, 2), Fraction(92, 100)]))
def test_the_oracle_agrees_with_every_pathway_written_out(bands: list[int], share: Fraction) -> None:
    assert oracle.percentile(bands, share) == oracle.expanded_percentile(bands, share)


def _waiting_row(bands: dict[int, int], last: int = 104, **given: str) -> RttRow:
    counts = [bands.get(week, 0) for week in range(last + 1)]
    row = {"organisation": "ZZA", "area": None, "commissioner": "15F", "part": "Part_2", "specialty": "C_999"} | given
    return RttRow(**row, bands=counts[:-1], open_band=counts[-1], total=sum(counts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("bands", "last", "median", "p92"),
    [
        # 100 pathways in the first week: the 50th stands half way through it
        ({0: 100}, 104, 0.5, 0.92),
        # the rank falls on the edge of a band: the wait is the edge
        ({3: 50, 9: 50}, 104, 4.0, 9 + 42 / 50),
        ({3: 92, 9: 8}, 104, 3 + 50 / 92, 4.0),
        # the old layout ends at 52 weeks: a rank beyond is not computable
        ({10: 80, 52: 20}, 52, 10 + 50 / 80, None),
        ({10: 40, 52: 60}, 52, None, None),
        ({10: 80, 104: 20}, 104, 10 + 50 / 80, None),
        # in the new layout week 52 is closed
        ({10: 80, 52: 20}, 104, 10 + 50 / 80, 52 + 12 / 20),
        # fewer than twenty are not published
        ({10: 19}, 104, None, None),
        ({10: 20}, 104, 10.5, 10.92),
        ({}, 104, None, None),
    ],
)
def test_percentiles_by_hand(
    con: duckdb.DuckDBPyConnection, bands: dict[int, int], last: int, median: float | None, p92: float | None
) -> None:
    actual = answers(con, RTT, "2026-01", _lake_rows([_waiting_row(bands, last)]))
    values = [actual.get((measure, "ZZA"), (None, None, None))[2] for measure in ("rtt_median_weeks", "rtt_p92_weeks")]
    assert values == [None if wanted is None else pytest.approx(wanted, rel=1e-12) for wanted in (median, p92)]


def test_above_52_weeks_nothing_is_told_apart_in_the_old_layout(con: duckdb.DuckDBPyConnection) -> None:
    actual = answers(con, RTT, "2021-02", _lake_rows([_waiting_row({10: 80, 52: 20}, 52)]))
    assert actual["rtt_over_52w", "ZZA"][2] == 20
    assert not {measure for measure, _ in actual} & {"rtt_over_65w", "rtt_over_78w"}


def test_what_is_counted_twice_in_the_file_is_counted_once(con: duckdb.DuckDBPyConnection) -> None:
    rows = [
        _waiting_row({3: 30}),
        # the specialties beside their total, the decisions to admit inside part 2, and commissioners outside England
        _waiting_row({3: 20}, specialty="C_100"),
        _waiting_row({3: 10}, specialty="X02"),
        _waiting_row({3: 5}, part="Part_2A"),
        _waiting_row({3: 9}, commissioner="NONC"),
        _waiting_row({3: 7}, part="Part_1A"),
        _waiting_row({0: 4}, part="Part_3"),
        _waiting_row({0: 4}, part="Part_3", specialty="C_100"),
        _waiting_row({0: 2}, part="Part_3", commissioner="NONC"),
    ]
    actual = answers(con, RTT, "2026-01", _lake_rows(rows))
    assert {level: actual["rtt_incomplete", level][2] for level in ("ZZA", "ENGLAND")} == {"ZZA": 30, "ENGLAND": 30}
    assert actual["rtt_within_18w", "ENGLAND"] == (30, 30, 1)
    assert actual["rtt_new_periods", "ENGLAND"][2] == 4
