"""Backup, wipe, restore: the tar command of docs/running.md, an empty folder in place of the machine, the same pages.

`python -m tests.bench restore`. First a home at rest: the restored one must publish the same bytes. Then a backup that
is taken while files are admitted: each file that was dropped before it must be there afterwards.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks import samples
from checks.storage import ledger
from checks.storage.home import Home
from dags.common.settings import PROJECT_FOLDER

MONTHS, PROVIDERS = 14, 8
PAGE = PROJECT_FOLDER / "docs" / "running.md"


def read_folders_of_docs() -> list[str]:
    """The folders of the tar command on the operations page, so that what is tried is what people read."""
    match = re.search(r"tar -C \S+ -czf \S+ ((?:[a-z]+ ?)+)", PAGE.read_text(encoding="utf-8"))
    if match is None:
        raise AssertionError(f"{PAGE} has no tar command for the backup")
    return match[1].split()


def back_up(home: Home, target: Path) -> None:
    """GNU tar ends with 1 when a file went on its way while it was read: that is no fault, its copy is elsewhere."""
    command = ["tar", "-C", str(home.root), "-czf", str(target), *read_folders_of_docs()]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode > 1:
        raise AssertionError(done.stderr)


def restore(backup: Path, root: Path) -> Home:
    root.mkdir()
    subprocess.run(["tar", "-C", str(root), "-xzpf", str(backup)], check=True)
    return Home(root)


def holdgain(home: Home, *arguments: str) -> int:
    command = [sys.executable, "-m", "dags.cli.main", *arguments, "--home", str(home.root)]
    return subprocess.run(command, cwd=PROJECT_FOLDER, check=False, capture_output=True).returncode


def hash_pages(home: Home) -> dict[str, str]:
    latest = (home.site / "latest").resolve()
    files = sorted(path for path in latest.rglob("*") if path.is_file())
    return {str(path.relative_to(latest)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def compare_pages(folder: Path) -> bool:
    home = Home(folder / "first").prepare()
    samples.write_samples(home.inbox, months=MONTHS, providers=PROVIDERS)
    holdgain(home, "run")
    before, entries = hash_pages(home), ledger.recorded_load_ids(home)
    backup = folder / "backup.tar.gz"
    back_up(home, backup)
    shutil.rmtree(home.root)
    began = time.monotonic()
    again = restore(backup, folder / "restored")
    codes = holdgain(again, "build"), holdgain(again, "publish")
    after = hash_pages(again)
    different = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    print(f"at rest: {len(entries)} loads, backup of {backup.stat().st_size / 2**20:.1f} MiB")
    print(f"  restored, built and published in {time.monotonic() - began:.0f} s (exit codes {codes})")
    print(f"  {len(before)} files before, {len(after)} after, {len(different)} different {different[:5]}")
    return bool(before) and not different and ledger.recorded_load_ids(again) == entries


def back_up_while_admitting(folder: Path) -> bool:
    home = Home(folder / "busy").prepare()
    samples.write_samples(home.inbox, months=MONTHS, providers=PROVIDERS)
    dropped = {hashlib.sha256(path.read_bytes()).hexdigest() for path in home.inbox.iterdir()}
    command = [sys.executable, "-m", "dags.cli.main", "admit", "--home", str(home.root)]
    with subprocess.Popen(
        command, cwd=PROJECT_FOLDER, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as admission:
        while len(ledger.recorded_load_ids(home)) < 5:
            time.sleep(0.05)
        known = len(ledger.recorded_load_ids(home))
        back_up(home, folder / "busy.tar.gz")
        known_after = len(ledger.recorded_load_ids(home))
        admission.wait()
    again = restore(folder / "busy.tar.gz", folder / "busy-restored")
    holdgain(again, "admit")
    judged = {load.sha256 for load in ledger.read_loads(again)}
    print(f"while admitting: backup begun after {known} verdicts, ended after {known_after}")
    print(f"  {len(dropped)} files dropped, {len(dropped - judged)} of them without a verdict in the restored home")
    return dropped <= judged


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        results = [compare_pages(Path(folder)), back_up_while_admitting(Path(folder))]
    print("restored: the same pages, nothing lost" if all(results) else "NOT the same")
    if not all(results):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
