"""Whether a command may use the folder that was named as the home: no folder is made for a mistyped path."""

from __future__ import annotations

from checks.contracts.problems import UsageError
from checks.storage.home import Home
from checks.storage.home_problem import printable_text

COMMANDS_WITHOUT_HOME = ("spc", "new-extract")
COMMANDS_THAT_MAKE_HOME = ("sample", "admit", "run")
"""The ones that bring data in. All others work on data that is there, so without a home they have nothing to do."""
ENTRIES_OF_A_HOME = (
    *("inbox", "archive", "quarantine", "ledger", "lake", "warehouse", "site", "work"),
    *("damaged", "airflow", "home.json", ".shared"),
)
"""One of them is enough: a restored backup has four of the folders, and a home of an early release no `home.json`."""


def check_home(command: str, home: Home) -> bool:
    """Whether the command will make the home. Raises UsageError where the folder cannot be meant as one."""
    if command in COMMANDS_WITHOUT_HOME or _is_home(home):
        return False
    if command not in COMMANDS_THAT_MAKE_HOME:
        raise UsageError(
            f"there is no home at {printable_text(str(home.root))}: check --home and HOLDGAIN_HOME; "
            "`holdgain sample`, `admit` and `run` make a new one"
        )
    if not home.root.parent.is_dir():
        raise UsageError(
            f"{printable_text(str(home.root.parent))}: there is no such folder, so a home cannot be made in it"
        )
    if home.root.is_dir() and any(home.root.iterdir()):
        raise UsageError(
            f"{printable_text(str(home.root))} is not a home, and there are other files in it: "
            "name a home, or an empty or new folder"
        )
    return True


def _is_home(home: Home) -> bool:
    return any((home.root / name).exists() for name in ENTRIES_OF_A_HOME)
