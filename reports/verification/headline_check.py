"""Reads the headline of a verdict with levels back: from what to what, the gap, the people, how long, how sure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.verification.gain_numbers import write_gain
from reports.verification.headline_forms import headline_pattern
from reports.verification.practice_facts import Row, estimate_of, is_falling, printed_gain, shows_people
from reports.verification.series_facts import MeasureFacts
from reports.verification.shown_numbers import NUMBER, ShownNumber, read_month, read_number, read_value

GRADES = {"A": "high", "B": "medium", "C": "low"}
CLAIM_SOMETHING = ("gain", "sustained", "re_gained", "gain_emerging", "lost", "eroding")
WITH_LEVELS = (*CLAIM_SOMETHING, "inconclusive", "no_detectable_gain")
Windows = dict[str, Row]
"""The rows of `mart.gain_window` of a verdict, by period."""
Shown = dict[str, str | None]
WAYS = {"better": 1, "higher": 1, "worse": -1, "lower": -1}


def has_levels(row: Row, windows: Windows) -> bool:
    """Whether the headline says from what to what the figures went."""
    has_gain = estimate_of(row, "gain") is not None and row["status"] in WITH_LEVELS
    return has_gain and "before" in windows and "gain" in windows


def check_headline(
    row: Row, windows: Windows, measure: MeasureFacts, merged_into: str, text: str, moving: str = ""
) -> str:
    """What is wrong with a headline, from its first word to its last; nothing if it is true.

    `moving` is how it ends where figures had moved before adoption.
    """
    body, fault = _strip_frame(row, merged_into, text)
    if fault or not body.endswith(moving):
        return fault or f"it does not end with “{moving}”"
    body = body.removesuffix(moving)
    sentence = headline_pattern(row, measure.title, measure.noun).fullmatch(body)
    if sentence is None:
        return f"the status is {row['status']} ({row['reason']}), and it does not read as a headline of it"
    shown = sentence.groupdict()
    return next((wrong for wrong in _list_faults(row, windows, shown, body) if wrong), "")


def _strip_frame(row: Row, merged_into: str, text: str) -> tuple[str, str]:
    """The sentence without what is around it, and what is wrong with that."""
    if row.get("merged_into"):
        merged = re.match(
            rf"It merged into (?i:{re.escape(merged_into)})(?: in (\w+ \d{{4}}))?; until then: (.+)\.$", text
        )
        month = f"{row['merged_month']:%Y-%m}" if row.get("merged_month") else None
        if merged is None or (read_month(merged[1]) if merged[1] else None) != month:
            return "", f"it merged into {row['merged_into']} in {month}"
        return _with_capital(merged[2]), ""
    is_provisional = bool(row["is_provisional"])
    if text.startswith("Provisional: ") != is_provisional:
        return "", f"the status is {'provisional' if is_provisional else 'confirmed'}"
    word = _confidence_of(row)
    ending = f". Confidence: {word}." if word else "."
    body = text.removeprefix("Provisional: ")
    if not body.endswith(ending) or (not word and "Confidence" in body):
        return "", f"the grade of its evidence is {row['evidence_grade']}: {word or 'no word for it'}"
    return _with_capital(body.removesuffix(ending)), ""


def _with_capital(sentence: str) -> str:
    """A sentence that followed a colon, as one of its own."""
    return sentence[:1].upper() + sentence[1:]


def _confidence_of(row: Row) -> str:
    """How sure a claim is: it is also low where it does not stand out among all, or the evidence of holding is weak."""
    word = GRADES.get(row["evidence_grade"] or "", "")
    if row["status"] not in CLAIM_SOMETHING or not word:
        return ""
    is_weak = row.get("stands_out") is False or row["reason"] in ("weak_evidence_of_holding", "moved_before")
    return "low" if is_weak else word


def _list_faults(row: Row, windows: Windows, shown: Shown, body: str) -> Iterator[str]:
    is_first = row["status"] == "no_detectable_gain"
    window = windows["gain"] if is_first else windows.get("current") or windows["gain"]
    estimate = None if is_first else estimate_of(row, "current")
    effect = estimate or estimate_of(row, "gain") or (0.0, 0.0, 0.0)
    yield _check_levels(row, windows, window, shown)
    yield _check_gap(row, window, effect[0], shown)
    yield from _check_differences(row, effect[0], shown)
    yield _check_likely(row, effect, shown)
    if "people" in shown:
        yield _check_people(row, window, shown)
    yield from _check_counts(row, shown)


def _check_levels(row: Row, windows: Windows, window: Row, shown: Shown) -> str:
    levels = {"before": windows["before"]["actual"], "first": windows["gain"]["actual"], "now": window["actual"]}
    for name, level in {**levels, "stays": levels["now"]}.items():
        if shown.get(name) and not read_value(str(shown[name]), row["unit"]).shows(level):
            return f"the level {'of the window' if name == 'stays' else name} is {level!r}"
    if shown.get("way") and (shown["way"] == "rose") != (levels["now"] > levels["before"]):
        return f"the level went from {levels['before']!r} to {levels['now']!r}"
    if shown.get("stays") and not read_value(str(shown["stays"]), row["unit"]).shows(levels["before"]):
        return f"the level before is {levels['before']!r}"
    return ""


def _check_gap(row: Row, window: Row, effect: float, shown: Shown) -> str:
    """The distance from what was expected: more or less of the move, or higher or lower than it."""
    size = printed_gain(row, effect) or 0.0
    if shown.get("level_gap"):
        return "" if abs(size) <= 0.05 else f"the effect is {size!r}"
    gap = shown.get("gap") or shown.get("apart")
    if gap is None:
        return ""
    if not _read_size(gap).shows(abs(size)):
        return f"the effect is {size!r}"
    is_above = window["expected"] is not None and window["actual"] > window["expected"]
    is_right = (shown["side"] == "higher") == is_above
    if shown.get("gap"):
        is_right = (shown["more"] == "more") == (is_above == (shown["way"] == "rose"))
    return "" if is_right else f"it is {window['actual']!r}, and {window['expected']!r} was expected"


def _read_size(words: str) -> ShownNumber:
    return read_number(re.match(NUMBER, words)[0])  # type: ignore[index]


def _check_differences(row: Row, effect: float, shown: Shown) -> Iterator[str]:
    """Effects with their signs: in the first year and in the latest, or in each reading of the months before."""
    known = {"then": row["gain"], "latest": effect}
    known |= {name: row[f"gain_{name}"] for name in ("with_quarter", "without_quarter", "without_nine_months")}
    for name in known.keys() & shown.keys():
        if shown[name] and (known[name] is None or shown[name] != write_gain(row, known[name])):
            yield f"the effect is {known[name]!r}"


def _check_likely(row: Row, effect: tuple[float, float, float], shown: Shown) -> str:
    """Two limits with the word for the side of each; of two on one side the first has no word, and may have no unit."""
    if not shown.get("likely"):
        return ""
    ends = re.findall(rf"({NUMBER})(%| points)?(?: (better|worse|lower|higher))?", str(shown["likely"]))
    last = WAYS.get(ends[-1][2], 1)
    defaults = (last if is_falling(row) or not unit else 1 for _, unit, _ in ends)
    numbers = [
        read_number(number).times(WAYS.get(way, default))
        for (number, _, way), default in zip(ends, defaults, strict=True)
    ]
    wanted = sorted(printed_gain(row, end) or 0.0 for end in effect[1:])
    pairs = zip(sorted(numbers, key=lambda number: number.value), wanted, strict=True)
    return "" if all(number.shows(true) for number, true in pairs) else f"the limits are {wanted}"


def _check_people(row: Row, window: Row, shown: Shown) -> str:
    """The people of a gain, named where the limits rule out that there are none, to three significant figures."""
    source = row if not row["organisation"] else window
    about, lower, upper = (source[f"patients_{name}"] for name in ("affected", "lower", "upper"))
    is_due = None not in (about, lower, upper) and lower > 0 and about >= 0.5
    if not is_due or not shown["people"]:
        return "" if is_due == bool(shown["people"]) else f"the people are {about!r}, at least {lower!r}"
    is_right = shows_people(read_number(shown["people"]).value, about)
    is_right = is_right and (shown["span"] == "so far") == (row["status"] == "gain_emerging")
    return "" if is_right else f"the people are {about!r}"


def _check_counts(row: Row, shown: Shown) -> Iterator[str]:
    """The months and the adopters of the sentence: each must be named where it is known, and correctly."""
    pooled = None if row["organisation"] else row.get("adopters") or None
    month = row.get("other_practice_month")
    wanted = {
        "held": row["months_held"] or None,
        "adopters": pooled,
        "first_years": row.get("adopters_first_year") or 0,
        "second_years": row.get("adopters_second_year") or 0,
        "when": f"{month:%Y-%m}" if month else None,
    }
    for name in wanted.keys() & shown.keys():
        words = shown[name]
        number = words and (read_month(words) if name == "when" else read_number(words).value)
        if number != wanted[name]:
            yield f"{name.replace('_', ' ')}: {wanted[name]}"
    least = row["worthwhile_gain"]
    if "worthwhile" in shown and least is not None:
        size = abs(printed_gain(row, abs(least)) or 0.0)
        is_right = shown["worthwhile"] and _read_size(shown["worthwhile"]).shows(size)
        yield "" if is_right else f"a gain worth having is {size!r}"
