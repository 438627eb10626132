"""The real series that known truths are put into: read from the published files, one table of organisations by months.

The files are read directly and not through admission: this trial is of the verdict, and it needs every panel within
seconds. Organisations without every month are left out, and so are those too small for the measure to mean much.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from transforms.gain.organisation_series import OrganisationSeries, panel_of
from transforms.gain.panel import Floats, MeasurePanel, month_number

ADOPTION_MONTHS = range(15, 21)
"""Columns in which drawn adopters adopt: fifteen months before are needed, so that a quarter can be left out."""
MONTHS_USED = 48
"""Up to the end of the second year of the last adopters: month 20, 3 of washout, 24, and one for the first column."""
FEWEST_A_MONTH = 100
"""Organisations with a smaller mean denominator are clinics and treatment centres, not trusts."""
NHS_TRUST = "R[A-Z0-9]{2}"
Cell = tuple[str, str, int, float, float]
"""Organisation, region, month, numerator (or count), denominator (or NaN)."""


@dataclass(frozen=True)
class TrialPanel:
    """A panel without adopters. `is_last_check`: kept for the last check, so that nothing is chosen by it.

    `panel` has `MONTHS_USED` months at most, `whole` every month.
    """

    name: str
    whole: MeasurePanel
    is_last_check: bool = False
    unit: str = "share"

    @cached_property
    def panel(self) -> MeasurePanel:
        return first_months(self.whole, MONTHS_USED)

    @property
    def is_share(self) -> bool:
        return self.panel.is_share


def first_months(panel: MeasurePanel, months: int) -> MeasurePanel:
    return replace(
        panel,
        scores=panel.scores[:, :months],
        raw=panel.raw[:, :months],
        weights=panel.weights[:, :months],
        left_out=panel.left_out[:months],
    )


@dataclass(frozen=True)
class _Source:
    folder: str
    read: Callable[[Path], Iterator[Cell]]
    first: tuple[int, int]
    unit: str
    is_decrease: bool
    is_last_check: bool = False


def _read_ae(column: str) -> Callable[[Path], Iterator[Cell]]:
    def read(folder: Path) -> Iterator[Cell]:
        for path in sorted(folder.glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as handle:
                for row in csv.DictReader(handle):
                    period = re.fullmatch(r"MSITAE-([A-Z]+)-(\d{4})", row["Period"].strip().upper())
                    attendances = _number(row.get("A&E attendances Type 1"))
                    if period is None or not attendances or column not in row:
                        continue
                    # fourteen trusts that tested other standards sent zeros in place of waits over four hours
                    is_tested = column == OVER_4H and not _number(row[column])
                    month = month_number(int(period[2]), MONTH_NAMES.index(period[1]) + 1)
                    value = np.nan if is_tested else _number(row[column])
                    yield row["Org Code"], row["Parent Org"], month, value, attendances

    return read


MONTH_NAMES = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER"),
    *("NOVEMBER", "DECEMBER"),
)


def _read_table(file: str, numerator: str, denominator: str, **only: str) -> Callable[[Path], Iterator[Cell]]:
    def read(folder: Path) -> Iterator[Cell]:
        with (folder / file).open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if not re.fullmatch(NHS_TRUST, row["org_code"]) or any(
                    row[name] != value for name, value in only.items()
                ):
                    continue
                year, month = (int(part) for part in row["month"].split("-")[:2])
                cells = _number(row[numerator]), _number(row[denominator])
                yield row["org_code"], row["region"], month_number(year, month), *cells

    return read


def _read_referrals(folder: Path) -> Iterator[Cell]:
    """GP referrals made by primary care trusts, up to March 2012: the later files have no regions."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        header = next((row for row in rows if "Org Code" in row), None)
        if header is None or "SHA Code" not in header:
            continue
        name = path.stem.rstrip("0123456789").upper()
        month = month_number(int(path.stem[-4:]), MONTH_NAMES.index(name) + 1)
        place = {title.strip(): at for at, title in enumerate(header)}
        for row in rows[rows.index(header) + 1 :]:
            if len(row) > place["Org Code"] and re.fullmatch(r"[0-9T][A-Z0-9]{2}", row[place["Org Code"]].strip()):
                value = _number(row[place["GP Referrals Made (G&A)"]])
                yield row[place["Org Code"]].strip(), row[place["SHA Code"]].strip(), month, value, np.nan


def _number(text: str | None) -> float:
    digits = re.sub(r"[^0-9.]", "", text or "")
    return float(digits) if digits else 0.0


OVER_4H = "Attendances over 4hrs Type 1"
OVER_12H = "Patients who have waited 12+ hrs from DTA to admission"
RTT, CANCER = "rtt_incomplete_org_month.csv", "cwt_org_month.csv"
SOURCES = {
    "ae_4h": _Source("ae", _read_ae(OVER_4H), (2021, 6), "share", True),
    "ae_12h": _Source("ae", _read_ae(OVER_12H), (2021, 6), "count", True),
    "rtt_18w": _Source("rtt_history", _read_table(RTT, "within_18w", "total_incomplete"), (2022, 4), "share", False),
    "rtt_52w": _Source("rtt_history", _read_table(RTT, "gt52w", "total_incomplete"), (2022, 4), "count", True),
    "cancer_62d": _Source(
        "cancer", _read_table(CANCER, "within", "total", standard="CMB62"), (2022, 4), "share", False
    ),
    "cancer_fds": _Source(
        "cancer", _read_table(CANCER, "within", "total", standard="FDS28"), (2022, 4), "share", False, True
    ),
    "gp_referrals": _Source("referrals_mar", _read_referrals, (2008, 4), "count", True, True),
}
SMALL = {"cancer_62d": 25}
"""Trusts treat fewer cancers a month than they see patients."""


def load_panel(name: str, data: Path) -> TrialPanel | str:
    """The panel, or the reason why it cannot be had."""
    source = SOURCES[name]
    folder = data / source.folder
    if not folder.is_dir():
        return f"{folder} is not at hand"
    first = month_number(*source.first)
    cells = [cell for cell in source.read(folder) if first <= cell[2]]
    # the last files of waiting times name the country in place of the region
    regions = {organisation: region.strip().title() for organisation, region, *_ in cells[::-1] if region != "England"}
    cells = [cell for cell in cells if cell[0] in regions]
    place = {organisation: at for at, organisation in enumerate(sorted(regions))}
    months = max(month for _, _, month, *_ in cells) - first + 1
    numerators, denominators = np.full((len(place), months), np.nan), np.full((len(place), months), np.nan)
    for organisation, _, month, numerator, denominator in cells:
        numerators[place[organisation], month - first] = numerator
        denominators[place[organisation], month - first] = denominator
    is_counted = _is_worth_counting(numerators, denominators, SMALL.get(name, FEWEST_A_MONTH))
    counted = [organisation for organisation in sorted(regions) if is_counted[place[organisation]]]
    places = [place[organisation] for organisation in counted]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = numerators / denominators if source.unit == "share" else numerators
    series = OrganisationSeries(
        tuple(counted), tuple(regions[name] for name in counted), first, values[places], denominators[places]
    )
    panel = panel_of(
        series, {}, unit=source.unit, is_decrease=source.is_decrease, washout=3, support_end=None, shocks=[]
    )
    return TrialPanel(name, panel, source.is_last_check, source.unit)


def _is_worth_counting(
    numerators: Floats, denominators: Floats, fewest: float
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    complete = np.isfinite(numerators).all(axis=1)
    size = np.where(np.isnan(denominators), numerators, denominators)
    with np.errstate(invalid="ignore"):
        return complete & (np.nan_to_num(size.mean(axis=1)) >= fewest)


def few_cases() -> TrialPanel:
    """Not real: Poisson counts of one case a month, in organisations of equal size."""
    generator = np.random.default_rng(2026)
    raw = generator.poisson(1.0, (110, MONTHS_USED)).astype(np.float64)
    series = OrganisationSeries(
        tuple(f"R{place:02X}" for place in range(110)),
        tuple(f"Y{place % 7}" for place in range(110)),
        month_number(2022, 4),
        raw,
        np.full(raw.shape, np.nan),
    )
    panel = panel_of(series, {}, unit="count", is_decrease=True, washout=3, support_end=None, shocks=[])
    return TrialPanel("few_cases", panel, unit="few cases")
