"""Published names as people write them."""

from __future__ import annotations

import pytest

from reports.proper_names import proper_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST", "Guy's and St Thomas' NHS Foundation Trust"),
        ("NHS ENGLAND NORTH EAST AND YORKSHIRE", "NHS England North East and Yorkshire"),
        ("STOCKTON-ON-TEES TEACHING PCT", "Stockton-on-Tees Teaching PCT"),
        ("UNIVERSITY HOSPITALS OF THE WEST", "University Hospitals of the West"),
        ("Already Written Well", "Already Written Well"),
        ("", "RAX"),
        (None, "RAX"),
    ],
)
def test_a_published_name_in_capitals_is_written_as_people_write_it(name: str | None, shown: str) -> None:
    assert proper_name(name, "RAX") == shown
