"""Queries have their places: pages get records from `reports/data`, and only staging turns contracts into SQL."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGES = ("checks", "transforms", "reports", "dags")
PLACES_OF_SQL = (
    "reports/data/",
    "reports/data_package/",
    "reports/verification/",
    "transforms/",
    *(f"checks/{room}/" for room in ("reading", "storage", "validation")),
)
"""The rooms that talk to DuckDB. The rest of checks opens no connection, so a query there would be misplaced."""

RUN_METHODS = frozenset({"execute", "executemany", "sql"})
STATEMENT = re.compile(
    r"\bselect\b.+\bfrom\b|^\s*from\s+[.\w]+\s+(limit|select|where|join)\b|^\s*with\s+\w+\s+as\s*\("
    r"|^\s*(drop|create(\s+or\s+replace)?(\s+temp)?)\s+(table|view|schema|macro)\b"
    r"|^\s*insert\s+into\s+[.\w]+\s+(values|select|from)\b|^\s*delete\s+from\b",
    re.IGNORECASE | re.DOTALL,
)


def find_sql(source: str) -> Iterator[str]:
    """Find the statements among the texts of a module, and its calls that run one; docstrings do not count."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUN_METHODS:
            yield f"line {node.lineno}: .{node.func.attr}()"
        if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in docstrings:
            text = _constant_text(node)
            if STATEMENT.search(text):
                yield f"line {node.lineno}: {text[:60]}"


def _constant_text(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_constant_text(part) if isinstance(part, ast.Constant) else "_" for part in node.values)


@pytest.mark.parametrize(
    "source",
    [
        "rows = fetch(con, 'select kind from core.extract')",
        "rows = fetch(con, 'SELECT kind\\n  FROM core.extract')",
        "rows = fetch(con, f'select {name} from {table}')",
        "rows = fetch(con, 'with newest as (select 1 as one) from newest')",
        "QUERY = 'from core.load limit 1'",
        "QUERY = 'create or replace temp table x as values (1)'",
        "QUERY = 'insert into x values (1)'",
        "con.execute(QUERY)",
        "con.sql(QUERY).fetchall()",
    ],
)
def test_sql_is_recognised(source: str) -> None:
    assert list(find_sql(source))


@pytest.mark.parametrize(
    "source",
    [
        '"""Rows that a page may select from a table."""',
        "def f():\n    'Select rows from the list.'",
        "TEXT = 'from January to March'",
        "TEXT = 'With limits as in the tool of the field'",
        "TEXT = 'the file was dropped, create a new one'",
    ],
)
def test_prose_is_not_taken_for_sql(source: str) -> None:
    assert not list(find_sql(source))


def test_sql_is_in_its_rooms_alone() -> None:
    paths = [path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))]
    places = {path.relative_to(PROJECT).as_posix(): list(find_sql(path.read_text(encoding="utf-8"))) for path in paths}
    assert any(statements for place, statements in places.items() if place.startswith("reports/data/"))
    assert {place: sql for place, sql in places.items() if sql and not place.startswith(PLACES_OF_SQL)} == {}
