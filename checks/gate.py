"""The gate: a file lands in the archive, is judged as a whole, and is accepted into the lake or quarantined.

    inbox -> land() -> archive/<kind>/<month>/<received>-<sha12>-<name> -> admit_landed() -> lake + ledger
                 \\-> quarantine, when it is of no known kind      \\-> quarantine + ledger

A file in the archive without an entry in the ledger is pending. So a machine may stop between any two steps: the next
run goes on from what lies in the folders, and each step done twice gives the same files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from checks import formats, ledger
from checks.contract import SAMPLE_CODE_PATTERN, Extract
from checks.extracts import EXTRACTS
from checks.home import Home, stamp, write_whole
from checks.judge import judge
from checks.ledger import Load
from checks.privacy import refuse_patients
from checks.reader import first_rows, plain
from checks.reasons import Reason, Refused
from checks.recognise import Layout, recognise
from checks.suite import Answer, is_refused

Progress = Callable[[str], None]
ARCHIVED = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-([0-9a-f]{12})-(.+)", re.DOTALL)


def silent(_: str) -> None:
    """Progress for those who do not want to hear of it."""


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
        moment = datetime.strptime(self._parts[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)
        return moment.isoformat(timespec="microseconds")

    @property
    def _parts(self) -> tuple[str, str, str]:
        found = ARCHIVED.fullmatch(self.path.name)
        if not found:
            raise ValueError(f"{self.path} is not named as archived files are")
        return found[1], found[2], found[3]


@dataclass(frozen=True)
class Verdict:
    """What became of a file: accepted, quarantined, or a duplicate of one that is already held."""

    file_name: str
    kind: str | None
    month: str | None
    status: str
    rows: int
    reasons: tuple[Reason, ...]
    load_id: str | None


def admit(home: Home, files: Sequence[Path] | None = None, progress: Progress = silent) -> list[Verdict]:
    """Land the files (or all that waits in the inbox), and judge them and whatever was left pending before."""
    home.prepare()
    verdicts = [outcome for outcome in land(home, files, progress) if isinstance(outcome, Verdict)]
    waiting = pending(home)
    for number, landed in enumerate(waiting, start=1):
        verdict = admit_landed(home, landed)
        told = f"{verdict.rows:,} rows" if verdict.status == "accepted" else verdict.reasons[0].sentence()
        progress(f"{number} of {len(waiting)}: {landed.file_name}: {verdict.status}, {landed.kind} {landed.month}: {told}")
        verdicts.append(verdict)
    return verdicts


def land(home: Home, files: Sequence[Path] | None = None, progress: Progress = silent) -> list[Landed | Verdict]:
    """Claim the files: those of the inbox are moved, others copied, into the archive or straight into quarantine."""
    home.prepare()
    outcomes: list[Landed | Verdict] = []
    with home.lock("land"):
        held = _held(home)
        for path in home.waiting() if files is None else files:
            # the inbox may have been emptied by another process since it was listed
            with contextlib.suppress(FileNotFoundError):
                outcome = _land_one(home, path, held)
                outcomes.append(outcome)
                if isinstance(outcome, Landed):
                    held[outcome.load_id.split("-")[1]] = outcome.path
                elif outcome.status == "quarantined":
                    progress(f"{outcome.file_name}: quarantined: {outcome.reasons[0].sentence()}")
    return outcomes


def _held(home: Home) -> dict[str, Path]:
    """The archived files by the start of their hash."""
    found = (ARCHIVED.fullmatch(path.name) for path in home.archive.glob("*/*/*"))
    return {match[2]: Path(match[0]) for match in found if match}


def _land_one(home: Home, path: Path, held: dict[str, Path]) -> Landed | Verdict:
    is_ours = path.parent == home.inbox
    try:
        rows = first_rows(path)
        refuse_patients(rows)
        layout = recognise(rows)
        if layout.drift or (layout.month is None and not layout.extract.is_register):
            raise Refused(*(layout.drift or (_no_month(layout.extract),)))
    except Refused as refusal:
        return _turn_away(home, path, refusal, is_ours=is_ours)
    digest = _sha256(path)
    if digest[:12] in held:
        if is_ours:
            path.unlink()
        return Verdict(path.name, layout.extract.kind, layout.month, "duplicate", 0, (), None)
    received = stamp()
    month = layout.month or f"{received[:4]}-{received[4:6]}"
    target = home.archive / layout.extract.kind / month / f"{received}-{digest[:12]}-{_safe(path.name)}"
    _take(home, path, target, is_ours=is_ours)
    return Landed(layout.extract.kind, month, target)


def _no_month(extract: Extract) -> Reason:
    return Reason(
        "month_told",
        f"no row tells the month of this {extract.title} file",
        "send the file as published, with its period: the month is read from the rows, never from the file's name",
        column=", ".join(extract.month_columns),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _safe(name: str) -> str:
    """A file name without control characters or separators, cut to a length that every file system takes."""
    return re.sub(r"[^\w.()&+ -]", "_", name)[-120:]


def _take(home: Home, path: Path, target: Path, *, is_ours: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_ours and path.stat().st_dev == target.parent.stat().st_dev:
        path.replace(target)
        return
    scratch = home.work / f"landing-{os.getpid()}"
    shutil.copyfile(path, scratch)
    scratch.replace(target)
    if is_ours:
        path.unlink()


def _turn_away(home: Home, path: Path, refusal: Refused, *, is_ours: bool) -> Verdict:
    """Quarantine a file that could not be recognised. One about patients stays where it is, and is only told."""
    received, digest = stamp(), "0" * 64
    if refusal.is_private:
        if is_ours:
            path.replace(path.with_name(f".refused-{received}"))
        name = "a file that looks patient-level"
    else:
        name = _safe(path.name)
        digest = _sha256(path) if path.is_file() and not path.is_symlink() else digest
    load_id = f"{received}-{digest[:12]}"
    earlier = next((load for load in reversed(ledger.loads(home)) if load.sha256 == digest and digest.strip("0")), None)
    if earlier and earlier.status == "quarantined":
        if is_ours:
            path.unlink()
        return Verdict(path.name, earlier.kind or None, earlier.month, "quarantined", 0, refusal.reasons, earlier.load_id)
    load = Load(
        load_id=load_id,
        kind="",
        month=None,
        file_name=name,
        sha256=digest,
        received_at=datetime.strptime(received, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC).isoformat(timespec="microseconds"),
        size=path.stat(follow_symlinks=False).st_size if path.exists() else 0,
        rows=0,
        status="quarantined",
        era="",
        is_sample=False,
        reasons=tuple(reason.as_dict() for reason in refusal.reasons),
    )
    if not refusal.is_private:
        _quarantine(home, path, load, is_ours=is_ours)
    ledger.record(home, load)
    return Verdict(path.name, None, None, "quarantined", 0, refusal.reasons, load_id)


def _quarantine(home: Home, path: Path, load: Load, *, is_ours: bool) -> None:
    target = home.quarantine / f"{load.load_id}-{load.file_name}"
    reasons = {"file": load.file_name, "received_at": load.received_at, "sha256": load.sha256, "reasons": list(load.reasons)}
    write_whole(target.with_name(f"{target.name}.reasons.json"), json.dumps(reasons, indent=1, ensure_ascii=False).encode())
    _take(home, path, target, is_ours=is_ours)


def pending(home: Home) -> list[Landed]:
    """What lies in the archive without a verdict, in the order of receipt."""
    known = ledger.known_ids(home)
    found = [
        Landed(path.parent.parent.name, path.parent.name, path)
        for path in home.archive.glob("*/*/*")
        if ARCHIVED.fullmatch(path.name)
    ]
    return sorted((landed for landed in found if landed.load_id not in known), key=lambda landed: landed.load_id)


def admit_landed(home: Home, landed: Landed) -> Verdict:
    """Judge one file and write the outcome down. Doing it twice, or twice at once, gives the same outcome."""
    extract = EXTRACTS[landed.kind]
    home.work.mkdir(parents=True, exist_ok=True)
    load = Load(
        load_id=landed.load_id,
        kind=landed.kind,
        month=None if extract.is_register else landed.month,
        file_name=landed.file_name,
        sha256=_sha256(landed.path),
        received_at=landed.received_at,
        size=landed.path.stat().st_size,
        rows=0,
        status="quarantined",
        era="",
        is_sample=False,
    )
    with tempfile.TemporaryDirectory(dir=home.work) as folder:
        load, reasons = _judged(home, landed, load, Path(folder))
    if load.status == "quarantined":
        # the copy in quarantine stands before the entry, and the original goes after it: no moment without the file
        _quarantine(home, landed.path, load, is_ours=False)
        ledger.record(home, load)
        landed.path.unlink(missing_ok=True)
    else:
        ledger.record(home, load)
    return Verdict(load.file_name, load.kind, landed.month, load.status, load.rows, reasons, load.load_id)


def _judged(home: Home, landed: Landed, load: Load, folder: Path) -> tuple[Load, tuple[Reason, ...]]:
    """The load with its outcome filled in; an accepted one stands in the lake."""
    answers: Sequence[Answer] = ()
    with duckdb.connect(config={"temp_directory": str(folder)}) as con:
        try:
            layout = recognise(first_rows(landed.path))
            load = replace(load, era=layout.era.name)
            told = formats.load(con, plain(landed.path, folder), layout)
            answers = judge(con, layout)
            refused = is_refused(answers)
        except Refused as refusal:
            told, refused = list(refusal.reasons), True
        reasons = (*told, *(reason for answer in answers for reason in answer.reasons))
        load = replace(
            load,
            reasons=tuple(reason.as_dict() for reason in sorted(reasons, key=lambda reason: reason.severity)),
            checks=tuple({key: value for key, value in asdict(answer).items() if key != "reasons"} for answer in answers),
        )
        if not refused:
            load = replace(load, status="accepted", **_store(con, home, landed, layout))
    return load, tuple(sorted(reasons, key=lambda reason: reason.severity))


def lake_path(home: Home, kind: str, month: str | None, load_id: str) -> Path:
    """Where the rows of an accepted load lie. Older vintages stay beside newer ones: the ledger tells which counts."""
    return home.lake / kind / f"month={month or 'register'}" / f"{load_id}.parquet"


def _store(con: duckdb.DuckDBPyConnection, home: Home, landed: Landed, layout: Layout) -> dict[str, object]:
    extract = layout.extract
    target = lake_path(home, extract.kind, None if extract.is_register else landed.month, landed.load_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    order = ", ".join((*extract.sort_by, "row"))
    con.execute(
        f"copy (select row, era, {', '.join(extract.lake_columns)} from data order by {order}) "
        f"to '{str(scratch).replace(chr(39), chr(39) * 2)}' (format parquet, compression zstd)"
    )
    scratch.replace(target)
    found = con.execute(
        f"select count(*), bool_or(regexp_matches({extract.organisation}, '{SAMPLE_CODE_PATTERN}')) "
        "from data"
    ).fetchone()
    return {"rows": found[0], "is_sample": bool(found[1])} if found else {}


def restore(home: Home, load: Load) -> bool:
    """Write an accepted load's rows into the lake again, from its file in the archive; False when that is gone."""
    found = next((path for path in home.archive.glob(f"{load.kind}/*/{load.load_id}-*")), None)
    if found is None:
        return False
    landed = Landed(load.kind, found.parent.name, found)
    with tempfile.TemporaryDirectory(dir=home.work) as folder:
        again, _ = _judged(home, landed, load, Path(folder))
    return again.status == "accepted"
