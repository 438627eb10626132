"""Imported by the fork server of `Killer`: one run, so that every fork has what is imported and compiled at first use.

A fork without it takes 1.5 s of processor time longer.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests import engine
from tests.crash.runner import warm_up

engine.do_as_tests_do()
with tempfile.TemporaryDirectory() as _folder:
    warm_up(Path(_folder) / "home")
