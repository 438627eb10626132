"""No code knows a kind of extract by its name, but the kind's own: what others need to know is in its contract.

A kind of published figures may be named in `checks/extracts/<kind>*.py`, `checks/samples/<kind>*.py`, the CSVs of
`checks/reference/` and the tests; its measures also in other samples, which are about them. The names of registers are
ordinary words too (`practices`), and the models of `transforms/core/` are about them. So a register's name is only
looked for where code asks for a kind. Comments and docstrings may name any kind as an example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.extracts import EXTRACTS

ROOT = Path(__file__).parents[1]
PACKAGES = ("checks", "transforms", "reports", "dags")
PUBLISHED = {name: extract for name, extract in EXTRACTS.items() if not extract.is_register}
REGISTERS = frozenset(EXTRACTS) - frozenset(PUBLISHED)
OTHER_MEANINGS = {
    ("checks/privacy/identifier_headers.py", "rtt"): "in the heading of a patient's pathway",
    ("checks/privacy/personal_text.py", "ae"): "in the mailbox of a department",
    ("reports/data/practice_records.py", "referrals"): "peers that follow an adopter",
    ("reports/data/practice_tables.py", "referrals"): "peers that follow an adopter",
    ("transforms/mart/adopter.sql", "referrals"): "peers that follow an adopter",
}
"""Words that are no kind there: by file and word, with what they mean."""
ASKS_FOR_A_KIND = re.compile(r"(?<![a-z])(kinds?|extracts?|registers?)(?![a-z])", re.IGNORECASE)
SQL_ASKS_FOR_A_KIND = re.compile(r"\bkind\s*(?:=|<>|!=|(?:not )?in)\s*\(?((?:\s*,?\s*'\w+')+)")


def find_kinds_in_python(source: str) -> set[str]:
    """The kinds, and measures of kinds, that a module names outside comments and docstrings."""
    tree = ast.parse(source)
    docstrings = set(_iterate_docstrings(tree))
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            words |= set(re.findall(r"\w+", node.value))
        words |= {part for name in _iterate_identifiers(node) for part in _split_identifier(name)}
    return _published_names(words) | set(_iterate_registers(tree))


def find_kinds_in_sql(source: str) -> set[str]:
    """The same for a model; comments are left out."""
    code = re.sub(r"--[^\n]*", "", source)
    asked = {word for group in SQL_ASKS_FOR_A_KIND.findall(code) for word in re.findall(r"\w+", group)}
    return _published_names(set(re.findall(r"\w+", code))) | (asked & REGISTERS)


def find_kinds_in_page(source: str) -> set[str]:
    """The same for a template or script: only what is in quotes, because pages have prose."""
    return _published_names({word for _, word in re.findall(r"""(["'])(\w+)\1""", source)})


READERS = {
    ".py": find_kinds_in_python,
    ".sql": find_kinds_in_sql,
    ".html": find_kinds_in_page,
    ".js": find_kinds_in_page,
}


def _published_names(words: set[str]) -> set[str]:
    measures = {measure.name for extract in PUBLISHED.values() for measure in extract.measures}
    return words & (PUBLISHED.keys() | measures)


def _iterate_docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """A string that is a statement of its own documents what it follows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _iterate_identifiers(node: ast.AST) -> Iterator[str]:
    for field in ("id", "attr", "arg", "name", "module", "asname"):
        if isinstance(value := getattr(node, field, None), str):
            yield value


def _split_identifier(name: str) -> list[str]:
    """`rtt_months`, `RTT_MONTHS` and `RttMonth` all have the word `rtt`."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]


def _iterate_registers(tree: ast.Module) -> Iterator[str]:
    """Registers that code compares with, looks up as, passes as or lists as a kind."""
    for node in ast.walk(tree):
        named: list[tuple[str, ast.AST]] = []
        if isinstance(node, ast.Compare):
            named = [(ast.unparse(node), node)]
        elif isinstance(node, ast.Subscript):
            named = [(ast.unparse(node.value), node.slice)]
        elif isinstance(node, ast.keyword):
            named = [(node.arg or "", node.value)]
        elif isinstance(node, ast.Assign):
            named = [(ast.unparse(target), node.value) for target in node.targets]
        for asking, answer in named:
            if ASKS_FOR_A_KIND.search(asking.replace("_", " ")):
                yield from _listed_registers(answer)


def _listed_registers(node: ast.AST) -> Iterator[str]:
    for child in ast.walk(node):
        if isinstance(child, ast.Constant) and child.value in REGISTERS:
            yield str(child.value)


def is_allowed(path: str, name: str) -> bool:
    """Whether a file may have the name of this kind or measure."""
    own = [kind for kind, extract in EXTRACTS.items() if name in (kind, *(m.name for m in extract.measures))]
    room, module = path.rpartition("/")[::2]
    if room in ("checks/extracts", "checks/samples") and module.startswith(tuple(own)):
        return True
    if room == "checks/samples" and name not in PUBLISHED:
        return True
    return name in REGISTERS and (room == "transforms/core" or module.startswith(name))


def _list_files() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in READERS)


def test_no_kind_is_named_outside_its_own_files() -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in _list_files()
        for name in READERS[path.suffix](path.read_text(encoding="utf-8"))
    }
    named = {(path, name) for path, name in named if not is_allowed(path, name)}
    assert named - OTHER_MEANINGS.keys() == set()
    # an exception that nothing needs any more would hide the next name
    assert OTHER_MEANINGS.keys() - named == set()


@pytest.mark.parametrize(
    "source",
    [
        'is_stock = measure.kind == "rtt"',
        "from checks.extracts import rtt",
        "import checks.extracts.rtt",
        "from checks.samples.rtt import make_file",
        "RTT_MONTHS = 6",
        "class RttMonth: ...",
        "def read_rtt_month() -> None: ...",
        'KINDS = ("rtt", other)',
        "sql = \"select * from core.measure where kind = 'rtt'\"",
        'words = f"{month}|rtt"',
        'first = by_name["rtt_within_18w"]',
    ],
)
def test_a_published_kind_is_noticed(source: str) -> None:
    assert find_kinds_in_python(source)


@pytest.mark.parametrize(
    "source",
    [
        'if load.kind == "practices": ...',
        'if load.kind in ("practices", other): ...',
        'LOCAL_KINDS = ("practices",)',
        'extract = EXTRACTS["practices"]',
        'admit_file(path, kind="practices")',
    ],
)
def test_a_register_is_noticed_where_code_asks_for_a_kind(source: str) -> None:
    assert find_kinds_in_python(source) == {"practices"}


@pytest.mark.parametrize(
    "source",
    [
        '"""Such as rtt."""',
        "# rtt has larger files\nfiles = 6",
        'counts = {"practices": len(practices)}',
        'figures = "attributes of aesthetic measures"',
        "start, arthritis = 1, 2",
    ],
)
def test_words_in_prose_and_longer_words_are_no_kinds(source: str) -> None:
    assert find_kinds_in_python(source) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("select 1 from x where kind <> 'ae'", {"ae"}),
        ("select 1 from x where measure = 'ae_within_4h'", {"ae_within_4h"}),
        ("select 1 from x where extract.kind in ('other', 'practices')", {"practices"}),
        ("select practices from staging.practices", set()),
        ("-- as for rtt\nselect 1", set()),
    ],
)
def test_a_kind_is_noticed_in_a_model(source: str, names: set[str]) -> None:
    assert find_kinds_in_sql(source) == names


def test_a_kind_is_noticed_in_a_template_but_not_in_its_prose() -> None:
    assert find_kinds_in_page("{% if measure.kind == 'rtt' %}The rtt pathways{% endif %}") == {"rtt"}
    assert find_kinds_in_page("<dt>New rtt period</dt>") == set()
