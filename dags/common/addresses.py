"""The address Airflow listens on, and the address at which this machine reaches it."""

from __future__ import annotations

import errno
import ipaddress
import socket

LOOPBACK_NAMES = ("localhost",)


def plain_host(host: str) -> str:
    """The address without the square brackets of an IPv6 address in a URL."""
    return host.strip().removeprefix("[").removesuffix("]")


def is_loopback(host: str) -> bool:
    """Whether the address can be reached only from this machine."""
    address = _parse_address(host)
    return address.is_loopback if address else host.lower() in LOOPBACK_NAMES


def probe_host(host: str) -> str:
    """The address at which this machine reaches a server on `host`: loopback if it listens on all addresses."""
    address = _parse_address(host)
    if address is None or not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def http_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def describe_port_problem(host: str, port: int) -> str:
    """Say in one sentence why the port cannot be used; empty if it can."""
    try:
        choices = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as fault:
        return f"HOLDGAIN_HOST {host} is not known here: {fault.strerror}"
    family, kind, protocol, _, address = choices[0]
    try:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        return _explain_bind_error(host, port, fault)
    return ""


def _explain_bind_error(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRNOTAVAIL:
        return f"HOLDGAIN_HOST {host} is not an address of this machine"
    if fault.errno == errno.EACCES:
        return f"this account may not listen on port {port}. Choose one from 1024 on: HOLDGAIN_PORT=8081 make up"
    return f"port {port} is taken. Stop what uses it, or choose another one: HOLDGAIN_PORT=8081 make up"


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
