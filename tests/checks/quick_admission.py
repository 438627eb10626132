"""Admission for tests of what comes after it. The rules of contracts cost more than all its other steps together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from checks.admission import AdmissionOutcome, admit
from checks.storage.home import Home
from checks.validation import contract_validation


def admit_without_rules(home: Home, files: Sequence[Path]) -> list[AdmissionOutcome]:
    """Admit files that are known to keep their contract: Great Expectations is not asked, everything else is done.

    For many files of one sort, of which a few are admitted with the rules elsewhere.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contract_validation, "run_tests", lambda *_: [])
        return admit(home, files)
