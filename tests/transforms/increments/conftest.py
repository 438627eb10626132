"""The pool of loads that the homes of these tests change by."""

from __future__ import annotations

import pytest

from checks.storage.home import Home
from tests.transforms.increments.arrivals import make_pool


@pytest.fixture(scope="session")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_pool(tmp_path_factory.mktemp("pool"))
