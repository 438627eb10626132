"""The rule of disclosure control as the environment sets it."""

from __future__ import annotations

import pytest

from dags.common import settings
from reports.data.disclosure import DisclosureRule


def test_the_rule_is_read_from_the_environment() -> None:
    assert settings.read_disclosure_rule({}) == DisclosureRule()
    reported = {"HOLDGAIN_SMALL_COUNT": "5", "HOLDGAIN_SMALL_DENOMINATOR": "10", "HOLDGAIN_COMPLEMENTS": "off"}
    assert settings.read_disclosure_rule({**reported, "HOLDGAIN_ROUND_TO": "5"}) == DisclosureRule(5, 10, False, 5)


@pytest.mark.parametrize("reported", [{"HOLDGAIN_COMPLEMENTS": "perhaps"}, {"HOLDGAIN_SMALL_COUNT": "0"}])
def test_what_is_no_setting_is_refused(reported: dict[str, str]) -> None:
    with pytest.raises(settings.SettingsError):
        settings.read_disclosure_rule(reported)
