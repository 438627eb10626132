"""The pieces of a page that are made for every series: the chart's card, the data table, the row of a table.

Rows are joined as strings, three times as fast as a template's loop over thousands of them; every text is escaped here.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports import narrative
from reports.charts.control import chart
from reports.charts.sparkline import sparkline
from reports.records import Edition, Series
from reports.words import change, month_name, number, short_month, slug

ICONS = {
    "common_cause": "i-cc",
    "improvement_high": "i-im-h",
    "improvement_low": "i-im-l",
    "concern_high": "i-co-h",
    "concern_low": "i-co-l",
    "neutral_high": "i-ne-h",
    "neutral_low": "i-ne-l",
    "consistent_pass": "i-pass",
    "consistent_fail": "i-fail",
    "inconsistent": "i-hm",
}


@dataclass(frozen=True)
class Card:
    """What the template shows of one series."""

    anchor: str
    title: str
    subtitle: str
    lead: str
    process: str
    standard: str
    standard_set_by: str
    notes: list[str]
    description: str
    chart: Markup
    icons: Markup
    table: Markup
    months: int
    has_limits: bool
    has_standard: bool
    has_neutral: bool
    data_file: str
    measure: str


def card(series: Series, notes: list[str] | None = None) -> Card:
    standard = series.standard
    is_charted = len(series.points) > 1
    picture = chart(series) if is_charted else ""
    return Card(
        anchor=slug(series.measure.name),
        title=narrative.finding(series),
        subtitle=narrative.statistic(series),
        lead=narrative.latest(series),
        process=narrative.process(series),
        standard=narrative.against_standard(series),
        standard_set_by=f"Standard: {standard.title}, set by {standard.set_by}" if standard else "",
        notes=notes or [],
        description=narrative.description(series),
        chart=Markup(picture),  # noqa: S704 - numbers and escaped text
        icons=Markup(icons(series)),  # noqa: S704
        table=Markup(data_table(series)),  # noqa: S704
        months=len(series.points),
        has_limits=any(point.mean is not None for point in series.points) and is_charted,
        has_standard='class="tgt"' in picture,
        has_neutral=series.measure.direction == "neutral",
        data_file=data_file(series),
        measure=series.measure.name,
    )


def data_file(series: Series) -> str:
    return f"data/{slug(series.organisation)}-{slug(series.measure.name)}.csv"


def icon(name: str | None, words: dict[str, str]) -> str:
    if not name or name not in ICONS:
        return ""
    return f'<svg class="ic" role="img" aria-label="{escape(words[name])}"><use href="#{ICONS[name]}"/></svg>'


def icons(series: Series) -> str:
    """The variation and the assurance icon, as far as there are points enough to carry them."""
    return icon(series.variation_icon, narrative.VARIATION_WORDS) + icon(series.assurance, narrative.ASSURANCE_WORDS)


def data_table(series: Series) -> str:
    """The rows of the data table, newest first."""
    unit = series.measure.unit
    has_limits = any(point.mean is not None for point in series.points)
    parts = []
    for point in reversed(series.points):
        limits = ""
        if has_limits:
            cells = (point.mean, point.lower, point.upper)
            limits = "".join(f'<td class="n">{"" if cell is None else number(cell, unit)}</td>' for cell in cells)
            limits += f"<td>{escape('' if point.label == 'Common Cause' else point.label)}</td>"
        head = f'<th scope="row">{month_name(point.month)}</th>'
        parts.append(f'<tr>{head}<td class="n">{number(point.value, unit)}</td>{limits}</tr>')
    heads = '<th scope="col">Month</th><th scope="col" class="n">Value</th>'
    if has_limits:
        heads += "".join(f'<th scope="col" class="n">{head}</th>' for head in ("Mean", "Lower limit", "Upper limit"))
        heads += '<th scope="col">Signal</th>'
    return f"<thead><tr>{heads}</tr></thead><tbody>{''.join(parts)}</tbody>"


def data_csv(series: Series) -> str:
    """The series as CSV, with full precision."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        [
            "measure",
            "organisation",
            "month",
            "numerator",
            "denominator",
            "value",
            "mean",
            "lower_limit",
            "upper_limit",
            "signal",
        ]
    )
    for point in series.points:
        row = (point.numerator, point.denominator, point.value, point.mean, point.lower, point.upper)
        writer.writerow([series.measure.name, series.organisation, f"{point.month:%Y-%m}", *row, point.label])
    return text.getvalue()


def comparison_rows(found: list[Series], shared: Edition, root: str) -> Markup:
    """Rows that compare organisations on one measure, best first where one direction is better."""
    if not found:
        return Markup("")
    increase = found[0].measure.direction != "decrease"
    ordered = sorted(found, key=lambda series: series.last.value, reverse=increase)
    return Markup("".join(_comparison_row(series, shared, root) for series in ordered))  # noqa: S704


def place_of(code: str, shared: Edition, root: str) -> str:
    """The address of an organisation's page."""
    one = shared.organisations.get(code)
    folder = "area" if one and (one.is_area or one.kind == "england") else "provider"
    return f"{root}{folder}/{slug(code)}.html"


def _comparison_row(series: Series, shared: Edition, root: str) -> str:
    measure, one = series.measure, shared.organisations[series.organisation]
    before, standard = series.at(12), series.standard
    yearly = change(series.last.value - before.value, measure.unit) if before else ""
    met = "" if standard is None else "Met" if narrative.meets(series, standard) else "Not met"
    label = escape(f"{one.name}: {measure.title}, latest {number(series.last.value, measure.unit)}")
    return (
        f'<tr><th scope="row"><a href="{place_of(one.code, shared, root)}#{slug(measure.name)}">{escape(one.name)}</a>'
        f'<small>{escape(one.code)}</small></th><td class="n" data-l="Latest">{number(series.last.value, measure.unit)}'
        f'<small>{short_month(series.last.month)}</small></td><td class="n" data-l="On the year">{yearly}</td>'
        f'<td data-l="Standard">{met}</td><td data-l="Last 36 months">{sparkline(series, label)}</td>'
        f'<td class="icn" data-l="Variation and assurance">{icons(series)}</td></tr>'
    )


def measure_rows(found: list[Series], page: str = "") -> Markup:
    """Rows that show an organisation's measures, each leading to its chart on the page."""
    parts = []
    for series in found:
        measure, standard, before = series.measure, series.standard, series.at(12)
        yearly = change(series.last.value - before.value, measure.unit) if before else ""
        aim = number(standard.value, measure.unit) if standard else "None"
        label = escape(f"{measure.title}: latest {number(series.last.value, measure.unit)}")
        parts.append(
            f'<tr><th scope="row"><a href="{page}#{slug(measure.name)}">{escape(measure.title)}</a></th>'
            f'<td class="n" data-l="Latest">{number(series.last.value, measure.unit)}'
            f'<small>{short_month(series.last.month)}</small></td><td class="n" data-l="On the year">{yearly}</td>'
            f'<td class="n" data-l="Standard">{aim}</td><td data-l="Last 36 months">{sparkline(series, label)}</td>'
            f'<td class="icn" data-l="Variation and assurance">{icons(series)}</td></tr>'
        )
    return Markup("".join(parts))  # noqa: S704
