"""The charts of how far a practice has spread, by month and by area, written and drawn again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from reports.verification.chart_frame import ordinal_of
from reports.verification.drawn_paths import Drawing, Height, Label, check_drawing
from reports.verification.effect_charts import step_corners
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import count_words, write_share
from reports.verification.practice_facts import Row
from reports.verification.shown_numbers import write_month
from reports.verification.written_chart import WrittenChart

WIDTH = 1000
AREA_WORDS = {
    "region": "regions",
    "ICB": "integrated care boards",
    "SHA": "strategic health authorities",
}
MOST_YEARS = 8
"""So many years have room for their names."""


def write_adoption(warehouse: EvidenceWarehouse, practice: str, _: str) -> WrittenChart | None:
    """Coverage by month, with the fitted curve if there is one."""
    rows = [row for row in warehouse.spread.get((practice, "ENGLAND"), []) if row["coverage"] is not None]
    if len(rows) < 2:
        return None
    last, fits = rows[-1], warehouse.rows("fits", practice)
    share = write_share(last["coverage"])
    title = f"{last['adopted']} of {count_words(last['eligible'] or 0, 'eligible organisation')} use it: {share}"
    curves = warehouse.rows("curves", practice)
    curve = curves[-1] if curves else None
    says = [text for text in (_write_forecast(curve), _write_reached(curve)) if text]
    span = f"{write_month(rows[0]['month'])} to {write_month(last['month'])}"
    description = f"Step curve of adoption. {title} in {write_month(last['month'])}. {' '.join(says)}"
    return WrittenChart(
        title,
        (f"Share of those eligible that use it, {span}", *says, description),
        ("Adopted", *(("Fitted curve", "95% limits") if fits else ())),
        ("Month", "Eligible", "Adopted", "New", "Sites", "Volume", "Held"),
        tuple(_write_month(row) for row in reversed(rows)),
        (len(rows), last["adopted"], last["coverage"]),
        partial(check_drawing, draw=partial(_draw_adoption, rows, fits)),
    )


def _write_month(row: Row) -> tuple[str, ...]:
    shares = (row[name] for name in ("coverage", "volume_coverage", "held_coverage"))
    counts = (str(row[name]) for name in ("eligible", "adopted", "new_adopters"))
    return (write_month(row["month"]), *counts, *map(write_share, shares))


def _write_forecast(curve: Row | None) -> str:
    if curve is None:
        return ""
    if curve["why_no_fit"]:
        return f"No curve is fitted: {curve['why_no_fit']}."
    text = "The dashed curve is fitted to the adoptions so far (Bass, with the number of those eligible known)"
    names = ("t50_fitted", "t50_fitted_lower", "t50_fitted_upper")
    middle, low, high = (curve[name] for name in names)
    if None not in (middle, low, high):
        text += f": by it, half adopt within {middle:.0f} months of the launch (95% limits {low:.0f} to {high:.0f})"
    more = " Adoption feeds on adoption: the chance rises with those who already have."
    return f"{text}.{more if curve['has_imitation'] else ''}"


def _write_reached(curve: Row | None) -> str:
    if curve is None:
        return ""
    names = {"t10": "a tenth", "t50": "half", "t90": "nine tenths"}
    words = [
        f"{name} not reached" if curve[column] is None else f"{name} within {count_words(curve[column], 'month')}"
        for column, name in names.items()
    ]
    return f"Since the launch in {write_month(curve['launch'])}: {', '.join(words)}."


def _draw_adoption(rows: Sequence[Row], fits: Sequence[Row], height: Height) -> Drawing:
    """The axis is in per cent; a step for each month, and the fitted curve to the end of the forecast."""
    months = [ordinal_of(row["month"]) for row in (*rows, *fits)]
    first, last = min(months), max(months)
    width = WIDTH / max(last - first, 1)

    def place(some: Sequence[Row], name: str) -> list[tuple[float, float]]:
        return [((ordinal_of(row["month"]) - first) * width, height(row[name] * 100)) for row in some]

    paths = {
        "band": [*place(fits, "upper"), *reversed(place(fits, "lower"))],
        "fit": place(fits, "expected"),
        "curve": step_corners(place(rows, "coverage")),
    }
    end = place(rows, "coverage")[-1]
    years = [year for year in range(first // 12, last // 12 + 2) if first <= year * 12 <= last]
    every = max(1, -(-len(years) // MOST_YEARS))
    labels = [Label("xl", f"Jan {year}", (year * 12 - first) * width / 10) for year in years[::every]]
    labels.append(Label("rl", write_share(rows[-1]["coverage"]), min(end[0] / 10, 100.0), end[1] / 10))
    return Drawing(paths, labels)


def write_areas(warehouse: EvidenceWarehouse, practice: str, kind: str) -> WrittenChart | None:
    """Coverage of all areas of a kind, the highest first, with England's as a line."""
    areas = warehouse.newest_areas(practice).get(kind)
    whole = warehouse.spread.get((practice, "ENGLAND"), [])
    if not areas:
        return None
    shares = [row["coverage"] for _, row in areas]
    words = AREA_WORDS.get(kind, "areas")
    highest = warehouse.names.get(areas[0][0]) or areas[0][0]
    england = whole[-1]["coverage"] if whole else None
    title = title_of_areas(kind, areas)
    used = sum(share > 0 for share in shares)
    texts = (
        f"Share of those eligible that have adopted, {write_month(areas[0][1]['month'])}, highest first",
        f"It is used in {used} of {len(shares)} {words}, most in {highest}.",
        f"Column chart. {title}. Highest: {highest}, {write_share(shares[0])}. England {write_share(england)}.",
    )
    return WrittenChart(
        title,
        texts,
        (words.capitalize(), highest, "England"),
        (words.capitalize(), "Eligible", "Adopted", "Sites", "Volume", "Held"),
        tuple(_write_area(warehouse.names.get(area) or area, row) for area, row in areas),
        (len(areas), shares[0], england),
        partial(check_drawing, draw=partial(_draw_areas, shares, england, highest)),
    )


def _write_area(name: str, row: Row) -> tuple[str, ...]:
    """A row as that of a month, with the name of the area and without new adopters."""
    _, eligible, adopted, _, *shares = _write_month(row)
    return (name, eligible, adopted, *shares)


def title_of_areas(kind: str, areas: Sequence[tuple[str, Row]]) -> str:
    shares = [row["coverage"] for _, row in areas]
    ends = f"{write_share(min(shares))} to {write_share(max(shares))}"
    return f"From {ends} across {len(shares)} {AREA_WORDS.get(kind, 'areas')}"


LEAST_HEIGHT = 4
"""A column of none is still to be seen."""


def _draw_areas(shares: Sequence[float], england: float | None, highest: str, height: Height) -> Drawing:
    width, base = WIDTH / len(shares), height(0)
    columns = []
    for at, share in enumerate(shares):
        left, right, top = (at + 0.1) * width, (at + 0.9) * width, min(height(share * 100), base - LEAST_HEIGHT)
        columns.append([(left, base), (left, top), (right, top), (right, base)])
    paths = {"ch": columns[0], "cb": [corner for column in columns[1:] for corner in column]}
    labels = [Label("own", highest, width / 20)]
    if england is not None:
        paths["avg"] = [(0.0, height(england * 100)), (WIDTH, height(england * 100))]
        labels.append(Label("rl", f"England {write_share(england)}", 100.0, height(england * 100) / 10))
    return Drawing(paths, labels)
