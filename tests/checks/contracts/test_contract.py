"""A contract that contradicts itself cannot be made, and those that stand describe all they hold."""

from __future__ import annotations

import itertools

import duckdb
import pytest

from checks.contracts.contract import COMPLAINT_ABOUT_ROW, Column, Extract, Measure, PublishedLayout
from checks.contracts.rules import is_unique, not_null
from checks.extracts import EXTRACTS
from checks.reference.tables import excluded_codes, read_exclusions, read_standards

CODE = Column("code", "code", "ODS code")
LAYOUT = PublishedLayout("first", ("Code",), ("code",))
MEASURES = [(extract, measure) for extract in EXTRACTS.values() for measure in extract.measures]


def _make_extract(**given: object) -> Extract:
    texts = dict.fromkeys(("kind", "title", "source", "source_url", "section"), "x")
    return Extract(**{**texts, "columns": (CODE,), "layouts": (LAYOUT,), "rules": (), **given})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Code", "org code", "", "4h", "a-b"])
def test_a_column_is_named_in_snake_case(name: str) -> None:
    with pytest.raises(ValueError, match="snake case"):
        Column(name, "text", "described")


def test_a_column_needs_a_description() -> None:
    with pytest.raises(ValueError, match="description"):
        Column("code", "code", "")


def test_an_era_has_a_column_for_each_header() -> None:
    with pytest.raises(ValueError, match="2 headers, 1 columns"):
        PublishedLayout("first", ("Code", "Name"), ("code",))


def test_an_era_holds_columns_of_the_extract_only() -> None:
    with pytest.raises(ValueError, match="no such columns: \\['name'\\]"):
        _make_extract(layouts=(PublishedLayout("first", ("Name",), ("name",)),))


@pytest.mark.parametrize("rule", [not_null("name"), is_unique("code", "name")])
def test_a_rule_looks_at_columns_of_the_extract_only(rule: object) -> None:
    with pytest.raises(ValueError, match="no such columns: \\['name'\\]"):
        _make_extract(rules=(rule,))


def test_a_rule_may_look_at_a_derived_column() -> None:
    assert _make_extract(rules=(not_null("name"),), derived={"name": "lower(code)"}).lake_columns == ("code",)


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_every_column_is_described_and_published_in_some_era(kind: str) -> None:
    extract = EXTRACTS[kind]
    published = {
        name
        for published_layout in extract.layouts
        for name in (*published_layout.columns, *published_layout.unnamed_columns, *published_layout.labels_above)
    }
    assert published == {column.name for column in extract.columns}
    assert all(len(column.description) > 3 for column in extract.columns)


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_no_two_eras_have_the_same_header(kind: str) -> None:
    headers = [published_layout.headers for published_layout in EXTRACTS[kind].layouts]
    assert len(set(headers)) == len(headers)


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_nothing_is_dropped_or_kept_that_is_not_there(kind: str) -> None:
    extract = EXTRACTS[kind]
    names = {column.name for column in extract.columns}
    assert set(extract.drop_from_lake) <= names
    assert set(extract.keep_derived) <= set(extract.derived)
    assert set(extract.sort_by) <= names


@pytest.mark.parametrize(("extract", "measure"), MEASURES, ids=[measure.name for _, measure in MEASURES])
def test_a_measure_is_computed_from_what_the_lake_holds(extract: Extract, measure: Measure) -> None:
    remaining = [
        f"null::{extract.column(name).sql_type} as {name}"
        for name in extract.lake_columns
        if name not in extract.derived
    ]
    remaining += [f"null::varchar as {name}" for name in extract.keep_derived]
    with duckdb.connect() as con:
        con.execute(f"create table lake as select 1 as row, 'era' as era, {', '.join(remaining)}")
        con.execute(f"select sum({measure.numerator}), sum({measure.denominator or 0}) from lake where {measure.where}")
    assert measure.title
    assert measure.description.endswith(".")
    assert measure.noun
    assert (measure.unit == "share") <= (measure.denominator is not None)


def test_measures_have_names_of_their_own() -> None:
    names = [measure.name for _, measure in MEASURES]
    assert len(names) == len(set(names))


def test_standards_follow_each_other_without_overlap() -> None:
    names = {measure.name for _, measure in MEASURES}
    for name in {standard.measure for standard in read_standards()}:
        current = sorted((s.from_month, s.to_month or "9999-12") for s in read_standards() if s.measure == name)
        assert name in names
        assert all(start <= end for start, end in current)
        assert all(before[1] < after[0] for before, after in itertools.pairwise(current))
    assert all(standard.source and 0 < standard.value <= 1 for standard in read_standards())


def test_the_fourteen_field_test_trusts_are_left_out_until_may_2023() -> None:
    fourteen = {"RC9", "RDU", "RFR", "RGR", "RGT", "RHU", "RK9", "RNQ", "RQM", "RVW", "RX1", "RXF", "RYJ"}
    for measure in ("ae_within_4h", "ae_within_4h_type1"):
        assert set(excluded_codes(measure, "2020-09")) == fourteen | {"RD3"}
        assert set(excluded_codes(measure, "2020-10")) == fourteen | {"R0D"}
        assert set(excluded_codes(measure, "2023-05")) == fourteen | {"R0D"}
        assert excluded_codes(measure, "2023-06") == ()
        assert excluded_codes(measure, "2019-04") == ()
    assert excluded_codes("ae_attendances", "2022-12") == ()
    assert all(exclusion.why and exclusion.source for exclusion in read_exclusions())


@pytest.mark.parametrize("kind", sorted(EXTRACTS))
def test_a_rule_about_a_row_names_columns_that_the_sender_knows(kind: str) -> None:
    extract = EXTRACTS[kind]
    published = {column for published_layout in extract.layouts for column in published_layout.columns}
    for rule in extract.rules:
        if rule.expectation == COMPLAINT_ABOUT_ROW:
            assert {*extract.derived_from.get(rule.name, rule.name).split(", ")} <= published, rule.name
