"""A build of a few tables gives them the rows that a whole build gives them."""

from __future__ import annotations

import pytest

from checks.storage.home import Home
from tests.transforms.warehouse import build_tables, dump, list_models_for
from transforms.build import build_warehouse
from transforms.table_descriptions import DICTIONARY_TABLE


def test_a_few_tables_are_those_of_a_whole_build(loaded_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOLDGAIN_TESTS_IN_FULL", raising=False)
    few = dump(build_tables(loaded_home, ("core.continuous_series", "mart.spc_summary")))
    whole = dump(build_warehouse(loaded_home))
    assert {"core.continuous_series", "mart.spc_summary", "core.observation"} <= few.keys() < whole.keys()
    assert all(few[table] == whole[table] for table in few if table != DICTIONARY_TABLE)
    assert few["core.continuous_series"]


def test_what_a_table_reads_comes_before_it() -> None:
    names = [model.table for model in list_models_for(["core.continuous_series"])]
    assert names[-1] == "core.continuous_series"
    assert "core.observation" in names


def test_a_table_that_no_model_makes_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"no model makes core\.nothing"):
        list_models_for(["core.nothing"])
