"""The verdict month by month, and the early warning of an adopter, written and drawn again."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial
from itertools import groupby

from reports.verification.chart_frame import ordinal_of
from reports.verification.drawn_paths import LABEL, Drawing, Height, Label, check_drawing, compare_drawing
from reports.verification.evidence_facts import EvidenceWarehouse
from reports.verification.gain_numbers import count_words, unit_of, write_gain, write_short_month
from reports.verification.practice_facts import Row, is_falling, printed_gain
from reports.verification.shown_numbers import write_month
from reports.verification.status_words import REASON_WORDS, STATUS_WORDS
from reports.verification.written_chart import WrittenChart

WIDTH = 1000


def write_history(warehouse: EvidenceWarehouse, practice: str, organisation: str) -> WrittenChart | None:
    """Runs with the same status, one after another."""
    runs = warehouse.by_adopter["runs"].get((practice, organisation), [])
    if len(runs) < 2:
        return None
    stretches = [list(group) for _, group in groupby(runs, key=_state_of)]
    rows = tuple(_write_stretch(stretch) for stretch in stretches)
    span = f"{write_month(runs[0]['month'])} to {write_month(runs[-1]['month'])}"
    return WrittenChart(
        f"The verdict in {count_words(len(runs), 'monthly run')}",
        (
            f"{span}; the figures of each run as they are held now",
            f"Strip of statuses. {'; '.join(f'{when}: {words}' for when, words, *_ in rows)}.",
        ),
        ("Confirmed", "Provisional: not yet in three runs"),
        ("Runs", "Status", "Standing", "Months"),
        rows,
        (len(runs), runs[-1]["status"], f"{runs[-1]['month']:%Y-%m}"),
        partial(_check_strip, stretches=stretches),
    )


def _state_of(run: Row) -> tuple[str, str, bool]:
    """The status, the words for it, and whether it is provisional: other words of a refusal are no other status."""
    return (run["status"], _label_of(run), bool(run["is_provisional"]))


def _label_of(run: Row) -> str:
    return REASON_WORDS.get(run["reason"] or "", STATUS_WORDS[run["status"]][0])


def _months_of(stretch: Sequence[Row]) -> tuple[int, int]:
    return ordinal_of(stretch[0]["month"]), ordinal_of(stretch[-1]["month"])


def _write_stretch(stretch: Sequence[Row]) -> tuple[str, ...]:
    ends = dict.fromkeys(write_short_month(run["month"]) for run in (stretch[0], stretch[-1]))
    first, last = _months_of(stretch)
    standing = "Provisional" if stretch[0]["is_provisional"] else "Confirmed"
    return (" to ".join(ends), _label_of(stretch[0]), standing, str(last - first + 1))


def _check_strip(chart: str, stretches: Sequence[Sequence[Row]]) -> str:
    """The boxes; the words of the newest, and those of others only where they fit."""
    fault = compare_drawing(chart, _draw_strip(stretches), ignored=("rn", "fl"))
    begins, ends = _months_of(stretches[0])[0], _months_of(stretches[-1])[1]
    newest = _label_of(stretches[-1][0])
    middles = {}
    for stretch in stretches:
        first, last = _months_of(stretch)
        middles[((first + last + 1) / 2 - begins) / (ends - begins + 1) * 100] = _label_of(stretch[0])
    is_named = False
    for css, place, _, words in LABEL.findall(chart):
        kind = css.split()[0]
        if kind in ("rn", "fl"):
            nearest = min(middles, key=lambda middle: abs(middle - float(place.rstrip("%"))))
            true = middles[nearest] if kind == "rn" else newest
            fault = fault or ("" if html.unescape(words) == true else f"the status is {true}")
            is_named = is_named or html.unescape(words) == newest
    return fault or ("" if is_named else f"the newest status, {newest}, has no label")


def _draw_strip(stretches: Sequence[Sequence[Row]]) -> Drawing:
    """A box for each stretch, and the first and the last month."""
    begins, ends = _months_of(stretches[0])[0], _months_of(stretches[-1])[1]
    width = WIDTH / (ends - begins + 1)
    drawing = Drawing()
    for stretch in stretches:
        first, last = _months_of(stretch)
        left = (first - begins) * width
        right = max(left + (last - first + 1) * width - 2, left + 1)
        css = f"run {STATUS_WORDS[stretch[0]['status']][1]}{' open' if stretch[0]['is_provisional'] else ''}"
        box = [(left, 0.0), (right, 0.0), (right, 1000.0), (left, 1000.0)]
        drawing.paths.setdefault(css, []).extend(box)
    months = (stretches[0][0]["month"], stretches[-1][-1]["month"])
    drawing.labels += [
        Label("xl", write_short_month(month), place) for month, place in zip(months, (0.0, 100.0), strict=True)
    ]
    return drawing


def write_warnings(warehouse: EvidenceWarehouse, practice: str, organisation: str) -> WrittenChart | None:
    """The change since the first year, and what is expected while the gain holds."""
    rows = warehouse.by_adopter["warnings"].get((practice, organisation), [])
    verdict = warehouse.verdict_of(practice, organisation)
    if len(rows) < 2:
        return None
    last, end = rows[-1], "highest" if is_falling(verdict) else "lowest"
    title = f"No early warning in {write_month(last['month'])}"
    if last["is_warning"]:
        in_a_row = count_words(max(last["warnings_in_a_row"] or 0, 1), "month")
        beyond = "above" if is_falling(verdict) else "below"
        title = f"Early warning: {in_a_row} in a row {beyond} what is expected"
    latest = write_gain(verdict, last["level"], short=False)
    what = f"Change since the first year, average of three months, in {unit_of(verdict)}"
    texts = (
        f"{what}; and the {end} that we expect while the gain of the first year holds",
        "A warning is a prompt to look, not a verdict.",
        _write_rates(last),
        f"Line chart of {count_words(len(rows), 'month')}. {title}. Latest change since the first year: {latest}.",
    )
    return WrittenChart(
        title,
        texts,
        ("As expected", "Warning", f"{end.capitalize()} expected"),
        ("Month", "Change since the first year", f"{end.capitalize()} expected", "Warning"),
        tuple(_write_month(row, verdict) for row in reversed(rows)),
        (len(rows), bool(last["is_warning"]), last["level"]),
        partial(check_drawing, draw=partial(_draw_warnings, rows, verdict, end)),
    )


def _write_rates(last: Row) -> str:
    rates = [last[name] for name in ("false_alarm_rate", "spc_false_alarm_rate")]
    if rates[0] is None:
        return ""
    text = f"Where nothing has changed, this rule warns in {rates[0] * 100:.1f}% of months"
    if rates[1] is not None:
        text += f"; a control chart with its usual rules, in {rates[1] * 100:.1f}%"
    return f"{text}."


def _write_month(row: Row, verdict: Row) -> tuple[str, ...]:
    low = "–" if row["expected_low"] is None else write_gain(verdict, row["expected_low"])
    warning = "Warning" if row["is_warning"] else ""
    return (write_month(row["month"]), write_gain(verdict, row["level"]), low, warning)


def _draw_warnings(rows: Sequence[Row], verdict: Row, end: str, height: Height) -> Drawing:
    first, last = _months_of(rows)
    width = WIDTH / max(last - first, 1)

    def place(row: Row, name: str) -> tuple[float, float]:
        return (ordinal_of(row["month"]) - first) * width, height(printed_gain(verdict, row[name]) or 0.0)

    known = [row for row in rows if row["expected_low"] is not None]
    paths = {
        "zero": [(0.0, height(0)), (WIDTH, height(0))],
        "lims": [place(row, "expected_low") for row in known],
        "line": [place(row, "level") for row in rows],
        "cc": [place(row, "level") for row in rows if not row["is_warning"]],
        "co": [place(row, "level") for row in rows if row["is_warning"]],
    }
    labels = [Label("xl", write_short_month(row["month"]), at) for row, at in ((rows[0], 0.0), (rows[-1], 100.0))]
    if known:
        labels.append(Label("rl", f"{end.capitalize()} expected", 100.0, place(known[-1], "expected_low")[1] / 10))
    return Drawing(paths, labels)
