"""The same home gives the same figures to the last digit, however many threads compute them.

Addition of floating-point numbers depends on its order, and threads finish in any order: sums say theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from checks.extracts import EXTRACTS
from transforms.model_graph import MODELS_FOLDER, list_model_files

SUMMING = (exp.Sum, exp.Avg, exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop, exp.Corr)
SUMMING_NAMES = frozenset(
    {"FAVG", "FSUM", "KAHAN_SUM", "SUMKAHAN", "PRODUCT", "GEOMEAN", "REGR_SLOPE", "REGR_INTERCEPT"}
)
MODELS = [path for path in list_model_files() if path.suffix == ".sql"]


def _is_whole_number(call: exp.Expression) -> bool:
    """Whether the sum is of whole numbers, or becomes one: their order changes nothing."""
    outer = call.parent.parent if isinstance(call.parent, exp.Filter) else call.parent
    return any(isinstance(item, exp.Cast) and item.to.is_type("int", "bigint") for item in (outer, call.this))


def _is_ordered(call: exp.Expression) -> bool:
    if call.find(exp.Order):
        return True
    outer = call.parent.parent if isinstance(call.parent, exp.Filter) else call.parent
    if not isinstance(outer, exp.Window):
        return False
    if order := outer.args.get("order"):
        return bool(order)
    named = outer.args.get("alias") or outer.this.args.get("alias")
    return _named_window(call, str(named)) if named else False


def _named_window(call: exp.Expression, name: str) -> bool:
    select = call.find_ancestor(exp.Select)
    windows = select.args.get("windows") or [] if select else []
    return any(bool(window.args.get("order")) for window in windows if str(window.this) == name)


def unordered_sums(sql: str) -> Iterator[str]:
    for call in sqlglot.parse_one(sql, dialect="duckdb").walk():
        is_named = isinstance(call, exp.Anonymous) and call.name.upper() in SUMMING_NAMES
        if (isinstance(call, SUMMING) or is_named) and not _is_ordered(call) and not _is_whole_number(call):
            yield call.sql(dialect="duckdb")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: str(path.relative_to(MODELS_FOLDER)))
def test_every_sum_in_a_model_says_its_order(path: Path) -> None:
    assert list(unordered_sums(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("call", "is_ordered"),
    [
        ("sum(a)", False),
        ("sum(a order by a)", True),
        ("sum(a) filter (where b)", False),
        ("sum(a order by a) filter (where b)", True),
        ("sum(a)::integer", True),
        ("sum(a::integer)", True),
        ("1 + sum(a) filter (where b)", False),
        ("avg(a) over (partition by b)", False),
        ("avg(a) over (partition by b order by c)", True),
        ("avg(a) filter (where d) over by_month", True),
        ("avg(a) over whole", False),
        ("product(1 - a)", False),
        ("favg(a)", False),
        ("stddev_samp(a)", False),
        ("max(a)", True),
    ],
)
def test_an_unordered_sum_is_recognised(call: str, is_ordered: bool) -> None:
    sql = f"select {call} from t window by_month as (partition by b order by c), whole as (partition by b)"
    assert (list(unordered_sums(sql)) == []) is is_ordered


def test_what_is_summed_from_the_lake_is_whole_numbers() -> None:
    """The sums of `observe` have no order: those of whole numbers need none, nor those of halves."""
    for extract in EXTRACTS.values():
        fractions = {column.name for column in extract.columns if column.type == "number"}
        for measure in extract.measures:
            for formula in filter(None, (measure.numerator, measure.denominator, *measure.bands)):
                columns = sqlglot.parse_one(f"select {formula}", dialect="duckdb").find_all(exp.Column)
                assert not {column.name for column in columns} & fractions, measure.name
