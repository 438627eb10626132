"""Which kinds are divided by service, as the environment says."""

from __future__ import annotations

import pytest

from checks.storage.home import Home
from dags.common import freshness, settings
from transforms.staging.services import SERVICE_KINDS


@pytest.mark.parametrize(("text", "kinds"), [(None, set()), ("all", SERVICE_KINDS), ("none", set()), ("rtt", {"rtt"})])
def test_nothing_is_divided_unless_the_setting_says_so(text: str | None, kinds: set[str]) -> None:
    environ = {} if text is None else {settings.SERVICES: text}
    assert settings.read_service_kinds(environ) == kinds


@pytest.mark.parametrize("text", ["ae", "some", "rtt,ae", "0"])
def test_a_kind_without_services_is_refused(text: str) -> None:
    with pytest.raises(settings.SettingsError, match="HOLDGAIN_SERVICES must be one of all, none, rtt"):
        settings.read_service_kinds({settings.SERVICES: text})


def test_another_setting_needs_another_build(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.ledger / "20260101T000000Z-000000000000.json").write_text("{}")
    states = []
    for text in ("", "all", "none", "rtt"):
        monkeypatch.setenv(settings.SERVICES, text)
        states.append(freshness.ledger_state(home))
    assert states[0] == states[2] != ""
    assert len(set(states)) == 3
