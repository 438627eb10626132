"""Known vulnerabilities of the packages that Holdgain runs on, as pip-audit reports them.

pip-audit answers "no known vulnerabilities" also when the index told it nothing of any package. Here that is said in
so many words. A missing answer fails nothing, because CI may have no network; a vulnerability fails unless somebody has
reviewed it in `.ci/reviewed_vulnerabilities.csv`, with a reason and a date on which it is looked at again.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from locks import RUN_TIME_LOCK

REVIEWED = Path(__file__).with_name("reviewed_vulnerabilities.csv")
PATIENCE_SECONDS = 300
"""152 packages took 32 s on a busy machine; behind a slow proxy it may be several times that."""
Report = Mapping[str, Any]


@dataclass(frozen=True)
class Review:
    """A vulnerability that somebody has looked at and accepted for the time being."""

    vulnerability: str
    package: str
    reviewed: date
    review_again: date
    reason: str

    def covers(self, name: str, names: Sequence[str], today: date) -> bool:
        return self.vulnerability in names and self.package == name and today <= self.review_again


def read_reviews(path: Path = REVIEWED) -> list[Review]:
    """The reviews of the file. Raises ValueError on one without a reason, or with a date that cannot be read."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [_read_review(row) for row in csv.DictReader(handle)]


def _read_review(row: Mapping[str, str]) -> Review:
    if not row["reason"].strip():
        raise ValueError(f"{row['vulnerability']} of {row['package']} is accepted without a reason")
    dates = (date.fromisoformat(row["reviewed"]), date.fromisoformat(row["review_again"]))
    return Review(row["vulnerability"], row["package"], *dates, row["reason"])


def open_vulnerabilities(report: Report, reviews: Sequence[Review], today: date) -> Iterator[str]:
    """One line for each vulnerability that nobody has reviewed, or whose review has run out."""
    for package in report["dependencies"]:
        for found in package.get("vulns", ()):
            names = (found["id"], *found.get("aliases", ()))
            if not any(review.covers(package["name"], names, today) for review in reviews):
                fixed = ", ".join(found.get("fix_versions", ())) or "no version yet"
                yield f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}"


def unanswered(report: Report) -> list[str]:
    """The packages of which the index said nothing."""
    return [package["name"] for package in report["dependencies"] if "skip_reason" in package]


def run_pip_audit(python: str, lock: Path) -> Report | None:
    """The report of pip-audit in the environment of that Python; nothing if the index could not be asked."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "audit.json"
        command = [python, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
        command += ["--progress-spinner", "off", "--format", "json", "--output", str(output)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603 - our own command
        except subprocess.TimeoutExpired:
            return None
        if not output.exists():
            print(done.stderr.strip()[-500:], file=sys.stderr)
            return None
        report: Report = json.loads(output.read_text(encoding="utf-8"))
        return report


def summarise(report: Report | None, reviews: Sequence[Review], today: date) -> tuple[int, list[str]]:
    """The exit code, and what to print."""
    if report is None:
        return 0, ["audit: NOT DONE: the package index could not be asked for known vulnerabilities"]
    lines = [f"audit: {line}" for line in open_vulnerabilities(report, reviews, today)]
    count, silent = len(report["dependencies"]), unanswered(report)
    if len(silent) == count:
        told = "NOT DONE: the package index answers nothing about vulnerabilities of these versions"
    elif silent:
        told = f"{count - len(silent)} of {count} packages checked; nothing known of {', '.join(silent)}"
    else:
        told = f"{count} packages checked"
    return int(bool(lines)), [*lines, f"audit: {told}"]


def main(python: str = sys.executable) -> int:
    code, lines = summarise(run_pip_audit(python, RUN_TIME_LOCK), read_reviews(), date.today())
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
