"""Masks secrets of Airflow's environment in the logs: some of its error messages repeat a database's URL.

The components write to their logs directly, so a secret is masked afterwards and in place, with as many asterisks as it
has bytes, which does not disturb a process that is appending to the file.
"""

from __future__ import annotations

import contextlib
import mmap
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

SECRET_NAMES = re.compile(r"AIRFLOW_.*(CONN|SECRET|KEY|PASSWORD|TOKEN|RESULT_BACKEND|BROKER_URL)")
SHORTEST_SECRET = 6
"""Shorter values are words that a log has anyway: masking `admin` would only make it unreadable."""


def list_secrets(environment: Mapping[str, str]) -> list[bytes]:
    """List the secret values in the environment, and the passwords in URLs, longest first."""
    secrets: set[str] = set()
    for name, value in environment.items():
        if SECRET_NAMES.match(name):
            secrets |= {value, *_passwords_of_url(value)}
    return sorted((text.encode() for text in secrets if len(text) >= SHORTEST_SECRET), key=len, reverse=True)


def mask_file(path: Path, secrets: Collection[bytes]) -> int:
    """Overwrite each secret in the file with asterisks; return how many there were."""
    # an empty file cannot be mapped
    with (
        contextlib.suppress(FileNotFoundError, ValueError),
        path.open("r+b") as handle,
        mmap.mmap(handle.fileno(), 0) as content,
    ):
        return sum(_mask_secret(content, secret) for secret in secrets)
    return 0


def _mask_secret(content: mmap.mmap, secret: bytes) -> int:
    masked, at = 0, content.find(secret)
    while at >= 0:
        content[at : at + len(secret)] = b"*" * len(secret)
        masked, at = masked + 1, content.find(secret, at + len(secret))
    return masked


def _passwords_of_url(value: str) -> set[str]:
    try:
        url = urlsplit(value)
    except ValueError:
        return set()
    written = {url.password or "", *re.findall(r"(?:password|pwd|token)=([^&;]+)", value, re.IGNORECASE)}
    return written | {unquote(text) for text in written}
