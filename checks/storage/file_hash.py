"""SHA-256 of a file: files are named by it and compared with it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits. Raises OSError if it cannot be read."""
    with path.open("rb") as handle:
        return hash_open_file(handle)


def hash_open_file(raw: IO[bytes]) -> str:
    """Return the SHA-256 of an open file, from its beginning, as 64 hex digits."""
    raw.seek(0)
    return hashlib.file_digest(raw, "sha256").hexdigest()  # type: ignore[arg-type]
