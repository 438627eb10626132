"""Templates, stylesheet and script can be read in an editor: no line is longer than a line of Python may be."""

from __future__ import annotations

from pathlib import Path

from reports.pages.page_templates import make_environment

MAX_LINE_LENGTH = 120  # as `line-length` of ruff in pyproject.toml
FOLDER = Path(__file__).parents[2] / "reports"


def long_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > MAX_LINE_LENGTH]


def test_a_long_line_is_found() -> None:
    assert long_lines(f"{'a' * 120}\n{'b' * 121}\n") == [2]


def test_no_template_style_or_script_has_a_long_line() -> None:
    paths = [path for room in ("templates", "static") for path in (FOLDER / room).rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} >= {".html", ".svg", ".css", ".js"}
    actual = {path.name: long_lines(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: numbers for name, numbers in actual.items() if numbers} == {}


def test_a_mark_at_the_end_of_a_line_joins_it_to_the_next() -> None:
    source = "<tr>{##}\n<td>{% if yes %}\nFor {##}\nall{% endif %}</td>\n{%- if yes %}</tr>{% endif %}"
    assert make_environment().from_string(source).render(yes=True) == "<tr><td>For all</td></tr>"
