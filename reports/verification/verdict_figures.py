"""The months and numbers that the sentences of a verdict may name: its own, its practice's, its measure's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reports.verification.practice_facts import PracticeWarehouse, Row, dates_of, numbers_of
from reports.verification.series_facts import SeriesWarehouse
from reports.verification.shown_numbers import MONTH, SHORT_MONTH, read_month, unknown_numbers

CONSTANTS = (90.0, 8.0, 10.0, 0.01)
"""Numbers of the sentences themselves: 90% limits, 8 times in 10, p < 0.01."""


class VerdictFigures:
    """Knows the figures of verdicts."""

    def __init__(self, warehouse: PracticeWarehouse, series: SeriesWarehouse) -> None:
        self.warehouse, self.series = warehouse, series

    def check(self, row: Row, text: str) -> str:
        """Every month and every number is one of the verdict, its practice, its measure or its conventions."""
        known_months = set(self._known_months(row))
        for month in re.findall(rf"{MONTH}|{SHORT_MONTH}", text):
            if read_month(month) not in known_months:
                return f"{month} is no month of the verdict"
        rest = re.sub(rf"{MONTH}|{SHORT_MONTH}", "", text)
        for name in self._names(row):
            rest = rest.replace(name, "")
        unknown = unknown_numbers(re.sub(r"\b[A-Z]+\d\w*|\d+(?:-[a-z]+)+", "", rest), self._known_numbers(row))
        return f"{unknown[0]} is no figure of the verdict" if unknown else ""

    def _names(self, row: Row) -> Iterator[str]:
        measure = self.series.measures.get(row["measure"])
        title = measure.title if measure else row["measure"]
        yield from (title, title[:1].lower() + title[1:], row.get("other_practice") or "\0", row["reason"] or "\0")
        yield from self.warehouse.shocks
        others = self.warehouse.joint.items()
        yield from (joint["other_title"] for (practice, _), joint in others if practice == row["practice"])
        adoption = self.warehouse.adoptions.get((row["practice"], row["organisation"]), {})
        codes = (row["organisation"], adoption.get("peer_organisation"), adoption.get("contact"))
        names = (*codes, *(self.warehouse.names.get(code or "") for code in codes[:2]))
        # pages write a name that is published in capitals with normal ones
        yield from (written for name in names if name for written in (name, name.title(), name.capitalize()))
        yield from filter(None, (self.warehouse.names.get(row.get("merged_into") or ""),))

    def _known_months(self, row: Row) -> Iterator[str]:
        yield from dates_of(row)
        yield from dates_of(self.warehouse.adoptions.get((row["practice"], row["organisation"]), {}))
        if row.get("gain_to"):
            yield _months_after(row["gain_to"], int(self.warehouse.parameters.get("window_months", 0)))
        if row["adopted_month"]:
            washout = self.warehouse.practices[row["practice"]]["washout_months"]
            months = self.warehouse.parameters.get("provisional_months", 0) + (
                self.warehouse.parameters["washout_months"] if washout is None else washout
            )
            yield _months_after(row["adopted_month"], int(months))

    def _known_numbers(self, row: Row) -> set[float]:
        practice = self.warehouse.practices[row["practice"]]
        known = {*CONSTANTS, *numbers_of(row), *numbers_of(self.warehouse.parameters)}
        known |= numbers_of({**self.warehouse.trends.get(row["practice"], {}), "scale": row["scale"]})
        for rate in self.warehouse.rates.get(row["measure"], []):
            known |= numbers_of(rate)
        washout = practice["washout_months"]
        washout = self.warehouse.parameters["washout_months"] if washout is None else washout
        known |= {washout + self.warehouse.parameters.get(name, 0) for name in ("provisional_months", "window_months")}
        known |= numbers_of(self.warehouse.adoptions.get((row["practice"], row["organisation"]), {}))
        known.add(2 * self.warehouse.parameters.get("window_months", 0))
        return known | set(self._level_means(row))

    def _level_means(self, row: Row) -> Iterator[float]:
        """The means of the measure over the windows, which are not the gain."""
        facts = self.series.series.get((row["measure"], row["organisation"]))
        for name in ("current", "gain") if facts else ():
            first, last = row[f"{name}_from"], row[f"{name}_to"]
            if facts is None or first is None or last is None:
                continue
            values = [v for month, v in zip(facts.months, facts.values, strict=True) if first <= month <= last]
            if values:
                yield sum(values) / len(values)
                yield 100 * sum(values) / len(values)


def _months_after(month: date, months: int) -> str:
    year, number = divmod(month.year * 12 + month.month - 1 + months, 12)
    return f"{year}-{number + 1:02d}"
