"""The format of a home, in `<home>/home.json`: a release refuses a home that a newer one has changed.

Raise `FORMAT` when an older release would misread what this one writes into archive, quarantine or ledger, and add to
`MIGRATIONS` the step from the format before. Lake, warehouse and pages need no format: they are made again from the
archive, and freshness notes say which code made them (`dags/common/freshness.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from checks.contracts.problems import UsageError
from checks.storage.durable_files import write_file_durably

FORMAT = 1
BEFORE_FORMATS = 0
"""Homes of releases that wrote no `home.json`. Ledger entries that lack later fields are read as they are."""
MIGRATIONS: Mapping[int, Callable[[Path], None]] = {BEFORE_FORMATS: lambda _: None}
"""For each older format what brings a home one format further; a step may be cut off, and is then done again."""


class HomeFormatError(UsageError):
    """The home cannot be used by this release; the message says why and what to do."""


def check_format(root: Path) -> int:
    """The format of the home. Raises HomeFormatError when it is newer than this release, or cannot be read."""
    try:
        noted = json.loads((root / "home.json").read_text(encoding="utf-8"))
        result = noted["format"]
        if type(result) is not int:
            raise ValueError
    except FileNotFoundError:
        return BEFORE_FORMATS
    except (ValueError, KeyError, TypeError) as error:
        raise HomeFormatError(
            f"{root / 'home.json'} is damaged, so the format of this home is unknown. If no newer release of Holdgain "
            "has worked on it, delete that file: it is written again"
        ) from error
    if result > FORMAT:
        raise HomeFormatError(_newer_format_error(root, noted))
    return result


def _newer_format_error(root: Path, noted: Mapping[str, Any]) -> str:
    return (
        f"{root} was written by a newer release, {noted.get('made_by', 'unknown')} (format {noted['format']}, since "
        f"{str(noted.get('made_at', 'an unknown day'))[:10]}); {_installed_release()} reads formats up to {FORMAT}. "
        "Install that release or a later one; nothing was changed"
    )


def bring_up_to_date(root: Path) -> None:
    """Note the format of a new home, and migrate an older one. Raises HomeFormatError for a newer one."""
    older = check_format(root)
    if older == FORMAT:
        return
    for number in range(older, FORMAT):
        MIGRATIONS[number](root)
    noted = {
        "format": FORMAT,
        "made_by": _installed_release(),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    write_file_durably(root / "home.json", json.dumps(noted, indent=1).encode())


def _installed_release() -> str:
    try:
        return f"holdgain {metadata.version('holdgain')}"
    except metadata.PackageNotFoundError:
        return "holdgain, not installed as a package"
