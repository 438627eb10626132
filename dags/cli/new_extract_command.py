"""`holdgain new-extract KIND` writes the skeleton of a new kind of extract into a checkout of the source."""

from __future__ import annotations

import argparse
import io
import keyword
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Template

from checks.contracts.problems import UsageError
from checks.extracts import EXTRACTS
from checks.storage.home import Home
from dags.cli.output import print_answer

TEMPLATES = Path(__file__).with_name("new_extract_templates")
CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("checks", "transforms", "reports", "dags")
FILES = {
    "contract.txt": "checks/extracts/{kind}.py",
    "samples.txt": "checks/samples/{kind}.py",
    "test.txt": "tests/checks/extracts/test_{kind}.py",
}
KIND_PATTERN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_KIND = 24
"""The longest kind is 19 letters; with more, lines of the skeleton would be too long for the linter."""


def write_skeleton(asked: argparse.Namespace, _: Home) -> int:
    """Write the contract, the samples and the test. Raises UsageError if that is not possible here."""
    kind: str = asked.kind
    _check_checkout(CHECKOUT)
    _check_kind(kind)
    paths = {name: CHECKOUT / pattern.format(kind=kind) for name, pattern in FILES.items()}
    if existing := [path for path in paths.values() if path.exists()]:
        raise UsageError("\n".join(f"{path} already exists; nothing has been written" for path in existing))
    _check_word_is_free(kind, CHECKOUT)
    for name, path in paths.items():
        path.write_text(_fill_template(name, kind), encoding="utf-8")
    written = [str(path.relative_to(CHECKOUT)) for path in paths.values()]
    print_answer(asked, {"kind": kind, "files": written}, _next_steps(kind, written))
    return 0


def _check_checkout(root: Path) -> None:
    """Whether the code runs from its source: an installed copy has no project file beside its packages."""
    project = root / "pyproject.toml"
    name = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("name") if project.is_file() else None
    if name != "holdgain" or not (root / "tests").is_dir():
        raise UsageError(
            f"{root} is not a checkout of Holdgain's source: clone it, run `make setup` there, "
            "and use `.venv/bin/holdgain new-extract`"
        )


def _check_kind(kind: str) -> None:
    if not KIND_PATTERN.fullmatch(kind) or keyword.iskeyword(kind) or len(kind) > LONGEST_KIND:
        raise UsageError(
            f"{kind!r} is not a valid name for a kind: use up to {LONGEST_KIND} lower-case letters, digits and single "
            "underscores, beginning with a letter"
        )
    if kind in EXTRACTS:
        raise UsageError(f"there is already a kind {kind!r}: {EXTRACTS[kind].title}")


def _check_word_is_free(kind: str, root: Path) -> None:
    """A kind must not be a word that code uses for something else: nobody could search for it."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if kind in _iterate_names(path.read_text("utf-8")):
                raise UsageError(
                    f"{kind!r} is already used as a name in {path.relative_to(root)}: give the kind another name"
                )


def _iterate_names(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.string


def _fill_template(name: str, kind: str) -> str:
    title = kind.replace("_", " ").capitalize()
    return Template((TEMPLATES / name).read_text(encoding="utf-8")).substitute(kind=kind, title=title)


def _next_steps(kind: str, written: list[str]) -> str:
    return "\n".join(
        (
            *(f"wrote {path}" for path in written),
            f"try it: .venv/bin/python -m pytest -n 0 {written[-1]}",
            "then replace what is marked TODO: docs/adding-an-extract.md leads from a header line to a page",
        )
    )
