"""The suites that files were validated with, as JSON in `ledger/suites/`, beside the results in the ledger.

There is one file for each suite and version, named after the kind and the digest of its content, and written once. It
is what Great Expectations itself stores (`great_expectations.ExpectationSuite(**json.loads(text))` reads it back), so
that a result can still be understood when the contract has changed since.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from checks.extracts import EXTRACTS
from checks.storage.durable_files import write_file_durably
from checks.storage.home import Home
from checks.validation.contract_validation import suites_of


def record_suites(home: Home, kind: str) -> tuple[str, ...]:
    """Write the suites of a kind unless they are there as they should be, and return the names of their files."""
    texts_by_name = _write_suites(kind)
    home.make_folder(home.suites)
    for file_name, text in texts_by_name.items():
        path = home.suites / file_name
        if not path.exists() or path.read_bytes() != text.encode():
            write_file_durably(path, text.encode())
    return tuple(texts_by_name)


def find_suite_fault(path: Path) -> str:
    """Return what is wrong with the file of a suite, or nothing: its name has the digest of its content."""
    if not path.is_file():
        return "it is missing"
    return "" if path.stem.endswith(_digest(path.read_bytes())) else "it is no longer as it was written"


@cache
def _write_suites(kind: str) -> dict[str, str]:
    # importing Great Expectations takes seconds; here something has just been validated with it
    from checks.validation.expectation_suite import write_suite_as_json

    texts_by_suite = {name: write_suite_as_json(name, rules) for name, rules in suites_of(EXTRACTS[kind]).items()}
    return {f"{name}-{_digest(text.encode())}.json": text for name, text in texts_by_suite.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
