"""The check of the methods page: conventions, error rates, rule sets, charts, months left out, small numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import duckdb

from reports.claims.claim import Claim, ClaimValue, write_value
from reports.verification.gain_forms import reads_size
from reports.verification.methods_facts import MEANINGS, RATE_TABLES, MethodsWarehouse, read_methods
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.shown_numbers import MONTH, NUMBER, list_numbers, read_month, read_number
from reports.verification.status_words import REASON_WORDS, STATUS_WORDS

Values = tuple[ClaimValue, ...]
CELL = re.compile(r'<td class="n">(.*?)</td>', re.DOTALL)
CHART_WORDS = {
    "xmr": "XmR",
    "p_prime": "P′",
    "run": "run chart",
    "c": "C",
    "u": "U",
    "u_prime": "U′",
    "g": "G, between rare events",
    "t": "T",
    "": "none fits",
}


class MethodsCheck:
    """Checks claims about how figures are made."""

    def __init__(self, con: duckdb.DuckDBPyConnection, series: SeriesWarehouse, thresholds: Values) -> None:
        self.warehouse: MethodsWarehouse = read_methods(con)
        self.series, self.thresholds = series, thresholds
        self._recompute_by_kind: dict[str, Callable[[Claim], Values | None]] = {
            "error rates": self._error_rates,
            "range of rates": self._range,
            "parameter": lambda claim: self.warehouse.parameters.get(claim.practice),
            "status meaning": lambda claim: () if claim.practice in MEANINGS else None,
            "rule set": lambda claim: self.warehouse.rule_sets.get(claim.practice),
            "charts": lambda claim: tuple(sorted(self.warehouse.charts.get(claim.measure, []))),
            "shocks": lambda _: tuple(self.warehouse.shocks),
            "small numbers": lambda _: self.thresholds,
        }
        self.kinds = frozenset(self._recompute_by_kind)

    def recompute(self, claim: Claim) -> Values | None:
        return self._recompute_by_kind[claim.kind](claim)

    def check_words(self, claim: Claim, element: ClaimedElement) -> str:
        """What is wrong with the words of an element, if anything."""
        checks: dict[str, Callable[[Claim, ClaimedElement], str]] = {
            "error rates": self._check_rates,
            "range of rates": _check_range,
            "parameter": _check_parameter,
            "status meaning": self._check_meaning,
            "rule set": _check_rule_set,
            "charts": _check_charts,
            "shocks": _check_shocks,
            "small numbers": _check_small_numbers,
        }
        return checks[claim.kind](claim, element)

    def _error_rates(self, claim: Claim) -> Values | None:
        row = self.warehouse.rates.get((claim.measure, claim.organisation))
        return None if row is None else tuple(row[name] for name in RATE_TABLES[claim.practice])

    def _range(self, claim: Claim) -> Values:
        known = [row[claim.practice] for row in self.warehouse.rates.values() if row[claim.practice] is not None]
        return (min(known), max(known)) if known else (None, None)

    def _check_rates(self, claim: Claim, element: ClaimedElement) -> str:
        """Each cell is the rate of its column, or a dash."""
        row = self.warehouse.rates[claim.measure, claim.organisation]
        columns = RATE_TABLES[claim.practice]
        if claim.practice == "claims":
            counts = re.search(rf"({NUMBER}) organisations, ({NUMBER}) draws of ({NUMBER})", element.text)
            if counts is None or [read_number(count).value for count in counts.groups()] != [
                row[c] for c in columns[:3]
            ]:
                return f"it was measured on {[row[name] for name in columns[:3]]}"
            columns = columns[3:]
        cells = [html.unescape(re.sub("<[^>]*>", "", cell)) for cell in CELL.findall(element.inner)]
        if len(cells) != len(columns):
            return f"the columns are {columns}"
        wrong = [name for name, cell in zip(columns, cells, strict=True) if not self._is_cell(claim, row, name, cell)]
        return f"{wrong[0]} is {row[wrong[0]]!r}" if wrong else ""

    def _is_cell(self, claim: Claim, row: dict[str, ClaimValue], name: str, cell: str) -> bool:
        value = row[name]
        if value is None or cell == "–":
            return value is None and cell == "–"
        number = float(str(value))
        if name == "injected_gain":
            measure = self.series.measures.get(claim.measure)
            is_share = measure is None or measure.unit == "share"
            scale = {
                "scale": "points" if is_share else "log",
                "direction": measure.direction if measure else "increase",
            }
            return reads_size(cell, scale, number)
        return read_number(cell.removesuffix("%")).shows(number * (100 if cell.endswith("%") else 1))

    def _check_meaning(self, claim: Claim, element: ClaimedElement) -> str:
        """The numbers of a status are the conventions that define it, in their order."""
        if element.tag == "dt":
            label = REASON_WORDS.get(claim.practice) or STATUS_WORDS[claim.practice][0]
            return "" if element.text == label else f"it is called {label}"
        wanted = [self._read_convention(name) for name in MEANINGS[claim.practice]]
        shown = [number.value for number in list_numbers(element.text)]
        return "" if shown == wanted else f"the conventions are {wanted}"

    def _read_convention(self, name: str) -> float:
        """Return the convention as pages show it: shares in per cent, and a one-sided level as limits of both sides."""
        value, unit = self.warehouse.parameters[name]
        number = float(str(value))
        if unit == "probability":
            return round(100 - 200 * number, 9)
        return number * (100 if unit == "share" else 1)


def _check_range(claim: Claim, element: ClaimedElement) -> str:
    """`in 2% to 11% of draws`."""
    shown = [read_number(number) for number in re.findall(rf"({NUMBER})%", element.text)]
    ends = [float(str(value)) * 100 for value in claim.values]
    wanted = ends if len(shown) == 2 else ends[:1]
    is_right = len(shown) == len(wanted) and all(map(lambda number, end: number.shows(end), shown, wanted))
    is_right = is_right and (len(shown) == 2 or abs(ends[1] - ends[0]) <= 1)
    return "" if is_right else f"the rates are {ends}"


def _check_parameter(claim: Claim, element: ClaimedElement) -> str:
    value, unit = float(str(claim.values[0])), str(claim.values[1])
    cell = CELL.search(element.inner)
    text = html.unescape(cell[1]) if cell else element.text
    in_percent = unit in ("share", "ratio", "probability")
    wanted = f"{value * 100:g}%" if in_percent else f"{value:g} {unit}"
    is_right = text == wanted if cell else f"{value:g}" in re.findall(NUMBER, text)
    return "" if is_right else f"it is {wanted}"


def _check_rule_set(claim: Claim, element: ClaimedElement) -> str:
    shift, trend, screens, *counts, reach = (write_value(value) for value in claim.values)
    rest = f"{screens} " + " ".join(f"{count} point{'' if count == '1' else 's'}" for count in counts)
    wanted = f"{claim.practice} {shift} {trend} {rest} {float(reach):.5g}"
    return "" if element.text == wanted else f"the rules are {wanted}"


def _check_charts(claim: Claim, element: ClaimedElement) -> str:
    counts = (str(value).split("=") for value in claim.values)
    wanted = sorted(f"{CHART_WORDS[chart]}: {int(count):,}" for chart, count in counts)
    return "" if sorted(element.text.split("; ")) == wanted else f"the charts are {'; '.join(wanted)}"


def _check_shocks(claim: Claim, element: ClaimedElement) -> str:
    months = [read_month(month) for month in re.findall(MONTH, element.text)]
    wanted = [month for value in claim.values for month in str(value).split("/")]
    return "" if months == wanted else f"the months left out are {wanted}"


def _check_small_numbers(claim: Claim, element: ClaimedElement) -> str:
    threshold, least, step = (int(str(value)) for value in claim.values)
    text = element.text
    counts = [f"from 1 to {threshold - 1} ", f"fewer than {least} cases"]
    counts += [f"to the nearest {step}."] if step > 1 else []
    missing = [words for words in counts if words not in text]
    is_rounded = "rounded to the nearest" in text
    return "" if not missing and is_rounded == (step > 1) else f"the rule is {counts}"
