"""The check of the data-quality page: months held, files, rules, and each row of its lists."""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb

from reports.claims.claim import Claim, ClaimValue, write_value
from reports.verification.page_elements import ClaimedElement
from reports.verification.quality_facts import month_letters, read_quality
from reports.verification.quality_words import check_calendar, check_count, check_row, check_sign, read_letters
from reports.verification.shown_numbers import MONTH, MONTHS, write_month

Values = tuple[ClaimValue, ...]
STATUSES = ("accepted", "superseded", "repeated", "withdrawn", "quarantined")


class QualityCheck:
    """Checks claims about files, rules and faults."""

    kinds = frozenset(
        ("quality sign", "held kind", "held months", "held files", "quality list", "rules", "quality row")
    )

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.warehouse = read_quality(con)
        self._recompute_by_kind: dict[str, Callable[[Claim], Values | None]] = {
            "quality sign": self._sign,
            "held kind": self._held_kind,
            "held months": self._held_months,
            "held files": self._held_files,
            "quality list": lambda claim: (sum(self.warehouse.rows[claim.measure].values()),),
            "rules": self._rules,
            "quality row": self._row,
        }
        self._words_by_kind: dict[str, Callable[[Claim, ClaimedElement], str]] = {
            "quality sign": check_sign,
            "held kind": self._check_kind,
            "held months": check_calendar,
            "held files": self._check_files,
            "quality list": check_count,
            "rules": self._check_rules,
            "quality row": check_row,
        }

    def recompute(self, claim: Claim) -> Values | None:
        return self._recompute_by_kind[claim.kind](claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        return self._words_by_kind[claim.kind](claim, element)

    def _count(self, status: str) -> int:
        return sum(load.status == status for loads in self.warehouse.loads.values() for load in loads)

    def _sign(self, claim: Claim) -> Values | None:
        rules = self.warehouse.rows["rules"]
        if claim.practice == "T":
            return claim.values if self._are_missing(claim) else None
        known: dict[str, Values] = {
            "lead": (self._count("quarantined"),),
            "S": (self._count("superseded"),),
            "A": (sum(int(row[2]) for row in rules), len(rules), self._count("quarantined")),
            "absent": (self.warehouse.least_absent,),
            "R": (sum(self.warehouse.rows["warnings"].values()),),
        }
        return known.get(claim.practice)

    def _are_missing(self, claim: Claim) -> bool:
        """Whether as many months are missing of each kind as the months that lie between its files, or more."""
        claimed = dict(str(value).split("=") for value in claim.values)
        return all(
            int(claimed.get(kind, 0)) >= sum(letter in "mq" for letter in month_letters(loads).values())
            for kind, loads in self.warehouse.loads.items()
        )

    def _held_months(self, claim: Claim) -> Values:
        """Months after the last file are missing by the calendar, of which only the order is checked."""
        letters = month_letters(self.warehouse.loads.get(claim.measure, []))
        shown = read_letters(claim)
        last = max((month for month, letter in letters.items() if letter in "apr"), default="")
        awaited = [month for month, letter in shown.items() if month > last and letter == "m" and month not in letters]
        return (
            " ".join(
                f"{month}{letter}" for month, letter in sorted({**letters, **dict.fromkeys(awaited, "m")}.items())
            ),
        )

    def _held_kind(self, claim: Claim) -> Values | None:
        """Months after the last file may be missing too, by the calendar: at least those between two files are."""
        loads = self.warehouse.loads.get(claim.measure)
        letters = month_letters(loads or [])
        months = [month for month, letter in letters.items() if letter in "apr"]
        if not loads or not months:
            return None
        states = list(letters.values())
        missing = max(int(str(claim.values[4])), states.count("m") + states.count("q"))
        received = max(load.received_at for load in loads)
        return (min(months), max(months), len(months), states.count("p"), missing, f"{received:%Y-%m-%d}")

    def _check_kind(self, claim: Claim, element: ClaimedElement) -> str:
        """`A&E attendances January 2024 to March 2026 27 5 None 30 November 2026`."""
        first, last, held, provisional, missing, received = (str(value) for value in claim.values)
        span = _short(first) if first == last else f"{_short(first)} to {_short(last)}"
        day = f"{int(received[8:])} {_short(received)}"
        counts = [
            f"{int(held):,}",
            *("None" if count == "0" else f"{int(count):,}" for count in (provisional, missing)),
        ]
        wanted = f"{self.warehouse.titles.get(claim.measure)} {span} {' '.join(counts)} {day}"
        is_right = element.text == wanted and ('class="worse"' in element.inner) == (missing != "0")
        return "" if is_right else f"it is: {wanted}"

    def _held_files(self, claim: Claim) -> Values | None:
        loads = self.warehouse.loads.get(claim.measure)
        if not loads:
            return None
        counts = [sum(load.status == status for load in loads) for status in STATUSES]
        rows = sum(load.rows for load in loads if load.status == "accepted")
        between = list(month_letters(loads).values()).count("m")
        missing = max(int(str(claim.values[6])), between)
        return (rows, *counts, missing, f"{max(load.received_at for load in loads):%Y-%m-%d %H:%M}")

    def _rules(self, claim: Claim) -> Values:
        rules = [row for row in self.warehouse.rows["rules"] if row[0] == claim.measure]
        return (len(rules), sum(row[4] != "0" for row in rules))

    def _row(self, claim: Claim) -> Values | None:
        return claim.values if tuple(map(write_value, claim.values)) in self.warehouse.rows[claim.measure] else None

    def _check_files(self, claim: Claim, element: ClaimedElement) -> str:
        """`January 2024 to March 2026: 27 files, 5,400 rows, 2 superseded. Last received …`."""
        rows, accepted, *others, missing, received = (str(value) for value in claim.values)
        text = element.text
        wanted = (
            [f"{int(accepted):,} file{'s' if accepted != '1' else ''}, {int(rows):,} rows"] if accepted != "0" else []
        )
        names = (*STATUSES[1:], f"month{'s' if missing != '1' else ''} missing")
        wanted += [f"{count} {name}" for count, name in zip((*others, missing), names, strict=True) if count != "0"]
        months = [
            load.month for load in self.warehouse.loads[claim.measure] if load.status == "accepted" and load.month
        ]
        ends = sorted({write_month(min(months)), write_month(max(months))}) if months else []
        day = f"{int(received[8:10])} {MONTHS[int(received[5:7]) - 1]} {received[:4]}, {received[11:]} UTC"
        body, _, last = text.partition(" Last received ")
        span, _, facts = body.rpartition(": ")
        is_right = (
            facts == f"{', '.join(wanted)}." and last == f"{day}." and sorted(set(re.findall(MONTH, span))) == ends
        )
        return "" if is_right else f"there are {', '.join(wanted)}; last received {day}; months {ends}"

    def _check_rules(self, claim: Claim, element: ClaimedElement) -> str:
        count, broken = (int(str(value)) for value in claim.values)
        ending = f"{broken} broken in some file" if broken else "none broken in any file"
        wanted = f"{self.warehouse.titles.get(claim.measure)}: {count} rule{'s' if count != 1 else ''}, {ending}"
        return "" if element.text == wanted else f"the rules are: {wanted}"


def _short(month: str) -> str:
    """2025-03 as `Mar 2025`."""
    return f"{write_month(month)[:3]} {month[:4]}"
