"""Each case has the answer that is expected of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.every_case import CHECKS, list_cases


@pytest.mark.parametrize("name", CHECKS)
def test_a_case_has_its_expected_answer(name: str, shared: Path, tmp_path: Path) -> None:
    case = next((case for case in list_cases(shared) if case.name == name), None)
    if case is None:
        pytest.skip(f"there is no case {name} in {shared}")
    answer = case.look(tmp_path)
    assert answer.is_right, f"{case.must}\nhappens: {answer.happens}"
