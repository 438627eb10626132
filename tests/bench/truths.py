"""Planted truths against verdicts, by adopter and by practice: the samples through admission and build."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.transforms.gain.planted import PlantedVerdict, read_verdicts, warehouse


def main() -> None:
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        adopters, practices = read_verdicts(warehouse(Path(folder)))
    print(f"samples admitted and built in {time.process_time() - start:.0f} CPU s of this process")
    print("| practice | organisation | truth | status | gain | left | share retained | adopters |")
    print("|---|---|---|---|---|---|---|---|")
    for line in _format_lines([*practices, *adopters]):
        print(line)


def _format_lines(verdicts: Iterable[PlantedVerdict]) -> Iterable[str]:
    for item in verdicts:
        cells = [item.practice.removeprefix("sample_"), item.organisation, item.truth or "mixed", _format_status(item)]
        cells += [_format_limits(item.row, "gain", "gain"), _format_limits(item.row, "current", "current")]
        cells += [_format_limits(item.row, "share_retained", "share"), str(item.row.get("adopters") or "")]
        yield f"| {' | '.join(cells)} |"


def _format_status(verdict: PlantedVerdict) -> str:
    reason = verdict.row["reason"]
    return (
        verdict.status + (f" ({reason})" if reason else "") + (" provisional" if verdict.row["is_provisional"] else "")
    )


def _format_limits(row: dict[str, float | None], name: str, limits: str) -> str:
    values = [row[name], row[f"{limits}_lower"], row[f"{limits}_upper"]]
    if values[0] is None:
        return ""
    middle, low, high = (100 * value if value is not None else float("nan") for value in values)
    return f"{middle:.1f} ({low:.1f} to {high:.1f})"


if __name__ == "__main__":
    main()
