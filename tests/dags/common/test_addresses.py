"""Airflow is asked, and its tasks report, at an address that this machine reaches, whatever it listens on."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from dags.common import addresses, settings
from dags.common.airflow_environment import airflow_environment
from dags.local_airflow import components


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("localhost", "http://localhost:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("10.20.30.40", "http://10.20.30.40:8080"),
        ("127.0.0.2", "http://127.0.0.2:8080"),
        ("::", "http://[::1]:8080"),
        ("[::]", "http://[::1]:8080"),
        ("::1", "http://[::1]:8080"),
        ("[fd00::5]", "http://[fd00::5]:8080"),
        ("holdgain.example.nhs.uk", "http://holdgain.example.nhs.uk:8080"),
    ],
)
def test_probe_tasks_and_page_use_an_address_that_answers(tmp_path: Path, host: str, reached: str) -> None:
    chosen = settings.read_settings({"HOLDGAIN_HOME": str(tmp_path), "HOLDGAIN_HOST": host})
    environment = airflow_environment(chosen, 8080)
    assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == f"{reached}/execution/"
    is_on_all_addresses = host.strip("[]") in ("0.0.0.0", "::")
    assert environment.get("AIRFLOW__API__BASE_URL") == (None if is_on_all_addresses else reached)
    assert environment["AIRFLOW__API__HOST"] == host.strip("[]")


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.20.30.40", False),
        ("holdgain.example.nhs.uk", False),
    ],
)
def test_only_this_machine_is_let_in_without_a_password(tmp_path: Path, host: str, is_loopback: bool) -> None:
    chosen = settings.read_settings({"HOLDGAIN_HOME": str(tmp_path), "HOLDGAIN_HOST": host})
    environment = airflow_environment(chosen, 8080)
    assert environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS"] == str(is_loopback)


def test_tasks_reach_the_api_server_past_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet")
    chosen = settings.read_settings({"HOLDGAIN_HOME": str(tmp_path), "HOLDGAIN_HOST": "10.20.30.40"})
    assert airflow_environment(chosen, 8080)["NO_PROXY"] == "intranet,10.20.30.40"


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_the_health_page_is_asked_where_it_listens(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import http.server
    import threading

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"scheduler": {"status": "healthy"}, "triggerer": {"status": null}}')

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with http.server.HTTPServer((host, 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert components.list_unhealthy_components(host, server.server_port) == ["triggerer"]
        server.shutdown()


def test_a_host_that_is_not_this_machine_is_named() -> None:
    assert addresses.describe_port_problem("203.0.113.7", 8080) == (
        "HOLDGAIN_HOST 203.0.113.7 is not an address of this machine"
    )
    assert "is not known here" in addresses.describe_port_problem("no-such-host.invalid", 8080)


def test_a_free_and_a_taken_port_are_told_apart() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert addresses.describe_port_problem("127.0.0.1", port).startswith(f"port {port} is taken.")
    assert addresses.describe_port_problem("127.0.0.1", port) == ""
