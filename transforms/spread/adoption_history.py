"""The monthly adoption history of each practice since its launch, to which the curves are fitted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np

from transforms.spread.bass_curve import AdoptionHistory, Numbers


@dataclass(frozen=True)
class PracticeSpread:
    """One practice over England; its launch is the first month in which anyone could adopt."""

    launch: date
    eligible: Numbers
    ever_adopted: Numbers
    new: Numbers
    at_risk: Numbers
    lately: float | None

    @property
    def history(self) -> AdoptionHistory:
        """The history for fitting, without months with nobody at risk, which carry no information."""
        before = np.concatenate([[0.0], self.ever_adopted[:-1] / np.maximum(self.eligible[:-1], 1)])
        has_risk = self.at_risk > 0
        return AdoptionHistory(self.at_risk[has_risk], self.new[has_risk], before[has_risk])


def read_spreads(con: duckdb.DuckDBPyConnection) -> dict[str, PracticeSpread]:
    """Read from `mart.spread` the practices with a register of who could adopt."""
    columns = "month, eligible, ever_adopted, new_adopters, at_risk, new_adopters_3m"
    rows = con.execute(
        f"select practice, {columns} from mart.spread "
        "where area = 'ENGLAND' and month >= ("
        "    select min(month) from mart.spread as first "
        "    where first.practice = spread.practice and first.area = 'ENGLAND' and first.eligible > 0"
        ") order by practice, month"
    ).fetchall()
    return {
        practice: _make_spread([row[1:] for row in rows if row[0] == practice])
        for practice in dict.fromkeys(row[0] for row in rows)
    }


def _make_spread(rows: list[tuple[date, int, int, int, int, float | None]]) -> PracticeSpread:
    months, *counts, lately = zip(*rows, strict=True)
    eligible, ever_adopted, new, at_risk = (np.array(column, dtype=float) for column in counts)
    return PracticeSpread(months[0], eligible, ever_adopted, new, at_risk, lately[-1])
