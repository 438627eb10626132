"""How a moment is read, from the command line and from Airflow: an ISO date or time."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, time


def parse_moment(text: str) -> datetime:
    """A date means its last moment: what was known at the end of that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO date or time") from None
    if len(text) == len("2026-01-31"):
        moment = datetime.combine(moment, time.max)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
