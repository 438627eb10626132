"""The format of a home, in `<home>/home.json`: a release refuses a home written by a newer release.

Increase `FORMAT` when an older release would misread what this one writes to the archive, quarantine or ledger, and add
the step from the previous format to `MIGRATIONS`. The lake, warehouse and pages need no format: they are rebuilt from
the archive, and freshness notes record which code made them (`dags/common/freshness.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.contracts.problems import UsageError
from checks.storage.durable_files import write_file_durably

FORMAT = 2
"""2: decisions may withdraw a load, which a release before that would set aside, so that the load counted again."""
BEFORE_FORMATS = 0
"""Homes from releases that wrote no `home.json`. Their ledger entries are read as they are; new fields get defaults."""
MIGRATIONS: Mapping[int, Callable[[Path], None]] = {BEFORE_FORMATS: lambda _: None, 1: lambda _: None}
"""The step from each older format to the next. Steps must be repeatable: an interrupted step is run again."""


class HomeFormatError(UsageError):
    """Raised when this release cannot use the home; the message says why and what to do."""


def check_format(root: Path) -> int:
    """Return the home's format. Raises HomeFormatError if it is newer than this release or unreadable."""
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
    """Record the format of a new home, or migrate an older one. Raises HomeFormatError for a newer one."""
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
    # only a new home needs it, and its import takes longer than that of this module
    from importlib import metadata

    try:
        return f"holdgain {metadata.version('holdgain')}"
    except metadata.PackageNotFoundError:
        return "holdgain, not installed as a package"
