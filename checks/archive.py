"""The archive and the quarantine: where a file goes, and under which name; a file is moved or copied in whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checks import ledger
from checks.file_modes import make_private
from checks.home import Home, write_whole
from checks.ledger import Load

ARCHIVED = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{12})-(.+)", re.DOTALL)


def moment(stamped: str) -> str:
    """The ISO form, in UTC, of a moment as it is written in file names."""
    read = datetime.strptime(stamped, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
    return read.isoformat(timespec="microseconds")


@dataclass(frozen=True)
class Landed:
    """A file in the archive that has not been judged yet; `month` is YYYY-MM, for a register that of receipt."""

    kind: str
    month: str
    path: Path

    @property
    def partition(self) -> str:
        return f"{self.kind}|{self.month}"

    @property
    def load_id(self) -> str:
        return "-".join(self._parts[:2])

    @property
    def file_name(self) -> str:
        return self._parts[2]

    @property
    def received_at(self) -> str:
        return moment(self._parts[0])

    @property
    def _parts(self) -> tuple[str, str, str]:
        found = ARCHIVED.fullmatch(self.path.name)
        if not found:
            raise ValueError(f"{self.path} is not named as archived files are")
        return found[1], found[2], found[3]


def _archived(home: Home) -> list[Landed]:
    return [
        Landed(path.parent.parent.name, path.parent.name, path)
        for path in home.archive.glob("*/*/*")
        if ARCHIVED.fullmatch(path.name)
    ]


def held(home: Home) -> dict[str, Landed]:
    """The archived files by the start of their hash; of the same bytes, the last that was received."""
    return {landed.load_id.split("-")[1]: landed for landed in sorted(_archived(home), key=lambda each: each.load_id)}


def sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def safe_name(name: str) -> str:
    """A file name without control characters or separators, cut to a length that every file system takes."""
    plain = re.sub(r"[^\w.()&+ -]", "_", name)
    return plain.encode()[-120:].decode(errors="ignore")


def take(home: Home, path: Path, target: Path, *, is_ours: bool) -> None:
    """Bring a file to its place: move it if it is ours, else copy it. What a link points to is left alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_ours and path.lstat().st_dev == target.parent.stat().st_dev:
        path.replace(target)
        make_private(target)  # a file that was moved keeps the modes of who dropped it
        return
    if not stat.S_ISREG(path.lstat().st_mode):
        if is_ours:
            path.unlink()
        return
    scratch = home.work / f"landing-{os.getpid()}"
    shutil.copyfile(path, scratch)
    scratch.replace(target)
    if is_ours:
        path.unlink()


def quarantined(home: Home) -> dict[str, str]:
    """The ids of the loads whose file lies in quarantine, by the start of their hash."""
    found = (ARCHIVED.fullmatch(path.name) for path in home.quarantine.iterdir() if path.suffix != ".json")
    return {match[2]: f"{match[1]}-{match[2]}" for match in found if match}


def finish(home: Home) -> None:
    """Remove from the archive what a crash left there although it has been quarantined since."""
    ids, known = set(quarantined(home).values()), ledger.known_ids(home)
    for landed in _archived(home):
        if landed.load_id in ids and landed.load_id in known:
            landed.path.unlink(missing_ok=True)


def quarantine(home: Home, path: Path, load: Load, *, is_ours: bool) -> None:
    """Bring a file into quarantine beside its reasons; done twice, it is there once."""
    target = home.quarantine / f"{load.load_id}-{load.file_name}"
    if target.exists():
        if is_ours:
            path.unlink()
        return
    reasons = {
        "file": load.file_name,
        "received_at": load.received_at,
        "sha256": load.sha256,
        "reasons": list(load.reasons),
    }
    write_whole(
        target.with_name(f"{target.name}.reasons.json"), json.dumps(reasons, indent=1, ensure_ascii=False).encode()
    )
    take(home, path, target, is_ours=is_ours)


def pending(home: Home) -> list[Landed]:
    """What lies in the archive without a verdict, in the order of receipt."""
    known = ledger.known_ids(home)
    waiting = [landed for landed in _archived(home) if landed.load_id not in known]
    return sorted(waiting, key=lambda landed: landed.load_id)
