"""One server for all crash tests of a session: to start it costs more than any of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.faults import Stage, Theatre
from tests.crash.runner import running
from tests.crash.scenarios import FEW
from tests.crash.shim import why_not


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    if reason := why_not():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("theatre")
    with running(folder) as runner:
        yield Theatre(folder, runner)


@pytest.fixture(scope="session")
def few(theatre: Theatre) -> Stage:
    return theatre.prepare_first(FEW)
