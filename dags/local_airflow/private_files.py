"""Keeps Airflow's folder private to this account: its keys, passwords, logs, and the note of the last migration."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from checks.storage.durable_files import write_file_durably

UMASK = 0o077
PASSWORDS = "simple_auth_manager_passwords.json.generated"
MIGRATED = "migrated"
PASSWORD_BYTES = 18
"""144 random bits, 24 letters: impossible to guess, and still short enough to copy."""


def close_folder(folder: Path) -> None:
    """Make the folder and everything in it private. Homes of earlier versions have readable files there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and stat.S_IMODE(mode) & UMASK:
                path.chmod(stat.S_IMODE(mode) & ~UMASK)


def write_private(path: Path, content: bytes) -> None:
    before = os.umask(UMASK)
    try:
        write_file_durably(path, content)
    finally:
        os.umask(before)


def describe_database(version: str, environment: Mapping[str, str]) -> str:
    """A digest of Airflow's version and its database URL; the URL may include a password, so it is never written.

    Airflow also takes the URL from a command (`…_CMD`) or a secrets backend (`…_SECRET`).
    """
    name = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    urls = [environment.get(f"{name}{ending}", "") for ending in ("", "_CMD", "_SECRET")]
    return hashlib.sha256("\0".join((version, *urls)).encode()).hexdigest()


def is_migrated(folder: Path, digest: str) -> bool:
    try:
        return (folder / MIGRATED).read_text(encoding="utf-8") == digest
    except FileNotFoundError:
        return False


def note_migrated(folder: Path, digest: str) -> None:
    write_private(folder / MIGRATED, digest.encode())


def prepare_passwords(folder: Path, environment: Mapping[str, str]) -> Path:
    """Give each user of Airflow's page a password, because Airflow writes the ones that it generates to its log."""
    path = Path(environment.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE") or folder / PASSWORDS)
    users = environment.get("AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS") or "admin:admin"
    try:
        passwords = json.loads(path.read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        passwords = {}
    missing = {name for name in (user.partition(":")[0].strip() for user in users.split(",")) if name} - set(passwords)
    if missing:
        passwords |= {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in sorted(missing)}
        write_private(path, f"{json.dumps(passwords)}\n".encode())
    return path
