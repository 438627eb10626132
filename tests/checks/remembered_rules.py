"""The rules of a contract are tested once on each frame, because hundreds of tests admit the same few sheets.

Great Expectations takes about half a second of processor time for the smallest file, each time anew. Its answer depends
on the rules and the frame alone, so an answer of this process is given again. The first file of each sort goes through
Great Expectations as ever, and so does every file that differs from it in a single cell.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.contracts.contract import Rule
from checks.validation import contract_validation
from checks.validation.rule_result import RuleResult

if TYPE_CHECKING:
    import pandas as pd

# writing down a long frame to compare it costs time too, and no two tests admit the same one
MAX_ROWS = 10_000

_validate = contract_validation._validate
_remembered: dict[bytes, list[RuleResult]] = {}


def remember_results() -> None:
    """From now on, admissions of this process give the results of a frame that they have met again."""
    contract_validation._validate = _validate_once


def _validate_once(suite: str, frame: pd.DataFrame, rules: Sequence[Rule]) -> list[RuleResult]:
    if len(frame) > MAX_ROWS:
        return _validate(suite, frame, rules)
    key = hashlib.sha256(pickle.dumps((suite, repr(rules), frame))).digest()
    if key not in _remembered:
        _remembered[key] = _validate(suite, frame, rules)
    return list(_remembered[key])
