"""The check of the data-quality page: months held, files, rules, and each row of its lists."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import duckdb

from reports.claims.claim import Claim, ClaimValue, write_value
from reports.verification.page_elements import ClaimedElement
from reports.verification.quality_facts import month_letters, read_quality
from reports.verification.shown_numbers import MONTH, MONTHS, NUMBER, write_month

Values = tuple[ClaimValue, ...]
STATUSES = ("accepted", "superseded", "repeated", "withdrawn", "quarantined")
CLASSES = {"accepted": "a", "provisional": "p", "revised": "r", "quarantined": "q", "missing": "m", "": ""}
WORDS = {"a": "Held", "p": "Held, provisional", "r": "Held, revised", "q": "Quarantined", "m": "Missing", "": ""}
YEAR = re.compile(r'<tr><th scope="row">(\d{4})(?: to (\d{4}))?</th>(.*?)</tr>', re.DOTALL)
MONTH_CELL = re.compile(r'<td class="(\w*)">(.*?)</td>', re.DOTALL)
HIDDEN_WORDS = re.compile(r'<span class="vh">(.*?)</span>')


class QualityCheck:
    """Checks claims about files, rules and faults."""

    kinds = frozenset(("quality sign", "held months", "held files", "quality list", "rules", "quality row"))

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.warehouse = read_quality(con)
        self._recompute_by_kind: dict[str, Callable[[Claim], Values | None]] = {
            "quality sign": self._sign,
            "held months": self._held_months,
            "held files": self._held_files,
            "quality list": lambda claim: (sum(self.warehouse.rows[claim.measure].values()),),
            "rules": self._rules,
            "quality row": self._row,
        }
        self._words_by_kind: dict[str, Callable[[Claim, ClaimedElement], str]] = {
            "quality sign": _check_sign,
            "held months": _check_calendar,
            "held files": self._check_files,
            "quality list": _check_count,
            "rules": self._check_rules,
            "quality row": _check_row,
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
            int(claimed.get(kind, 0)) >= list(month_letters(loads).values()).count("m")
            for kind, loads in self.warehouse.loads.items()
        )

    def _held_months(self, claim: Claim) -> Values:
        """Months after the last file are missing by the calendar, of which only the order is checked."""
        letters = month_letters(self.warehouse.loads.get(claim.measure, []))
        shown = _read_letters(claim)
        last = max((month for month, letter in letters.items() if letter in "apr"), default="")
        awaited = [month for month, letter in shown.items() if month > last and letter == "m" and month not in letters]
        return (
            " ".join(
                f"{month}{letter}" for month, letter in sorted({**letters, **dict.fromkeys(awaited, "m")}.items())
            ),
        )

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


def _read_letters(claim: Claim) -> dict[str, str]:
    return {word[:-1]: word[-1] for word in str(claim.values[0] or "").split()}


def _check_calendar(claim: Claim, element: ClaimedElement) -> str:
    """Each month has the colour and the words of its state, and no other month has any."""
    known = _read_letters(claim)
    shown: dict[str, str] = {}
    for first, last, cells in YEAR.findall(element.inner):
        for year in range(int(first), int(last or first) + 1):
            for number, (css, content) in enumerate(MONTH_CELL.findall(cells), start=1):
                letter, words = CLASSES.get(css, "?"), HIDDEN_WORDS.search(content)
                if (words[1] if words else "") != WORDS.get(letter):
                    return f"{year}-{number:02d} has the colour of “{css}” and other words"
                if letter:
                    shown[f"{year}-{number:02d}"] = letter
    return "" if shown == known else f"the months are {claim.values[0]}"


def _check_count(claim: Claim, element: ClaimedElement) -> str:
    """The first number of a text is the number of rows; a text that there are none has no number."""
    shown = re.search(NUMBER, element.text)
    if str(claim.values[0]) == "0" and shown is None:
        return ""
    is_right = shown and shown[0].replace(",", "") == str(claim.values[0])
    return "" if is_right else f"there are {claim.values[0]}"


SIGN_WORDS: dict[str, Callable[[tuple[str, ...]], str]] = {
    "lead": lambda values: (
        rf"{values[0]} files? w(?:as|ere) quarantined and (?:is|are) not in these figures\."
        if values[0] != "0"
        else r"Every file received was accepted\."
    ),
    "S": lambda values: (
        rf".*\. {values[0]} earlier vintages? replaced by a revision and kept\." if values[0] != "0" else r"[^\d]*"
    ),
    "A": lambda values: (
        rf".*{int(values[0]):,} row checks under {values[1]} rules?; "
        + (rf"{values[2]} files? refused\." if values[2] != "0" else r"every file passed what it had to pass\.")
    ),
    "absent": lambda values: rf".* A total whose absent organisations together had {re.escape(values[0])} of it .*",
    "R": lambda values: rf".*\. {values[0]} things? noticed in accepted files\." if values[0] != "0" else r"[^\d]*",
}
"""How each sign reads with its numbers."""


def _check_sign(claim: Claim, element: ClaimedElement) -> str:
    values = tuple(map(write_value, claim.values))
    if claim.practice == "T":
        return _check_missing(values, element)
    is_well = claim.practice != "A" or values[2] == "0"
    css = element.attributes.get("class", "")
    is_right = re.fullmatch(SIGN_WORDS[claim.practice](values), element.text) is not None
    is_right = is_right and (claim.practice in ("lead", "absent") or css == ("well" if is_well else "warned"))
    return "" if is_right else f"the sign {claim.practice} is {', '.join(values)}"


def _check_missing(values: tuple[str, ...], element: ClaimedElement) -> str:
    counts = [int(value.split("=")[1]) for value in values]
    shown = [int(count) for count in re.findall(r"(\d+) months? of", element.text)]
    is_right = shown == counts and element.attributes.get("class") == ("warned" if counts else "well")
    return "" if is_right else f"the months missing are {', '.join(values) or 'none'}"


def _check_row(claim: Claim, element: ClaimedElement) -> str:
    """Each value of a row is somewhere in its words, as it is written there."""
    text = html.unescape(element.text)
    wrong = [value for value in claim.values if value is not None and not _is_written(str(value), claim.measure, text)]
    return f"the row has {wrong[0]}" if wrong else ""


def _is_written(value: str, name: str, text: str) -> bool:
    if re.fullmatch(r"\d+", value):
        return f"{int(value):,}" in re.findall(NUMBER, text)
    if re.fullmatch(r"\d{4}-\d{2}", value):
        return write_month(value) in text or f"{write_month(value)[:3]} {value[:4]}" in text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"{int(value[8:])} {write_month(value)}" in text
    # the kind of a rule is the heading above its table; in other lists a title may replace it
    return " ".join(value.split()) in text or (name in ("rules",) and value.islower())
