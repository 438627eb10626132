"""The charts of a practice's spread: by month, by area, and by source of adoption."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.charts.columns import column_chart
from reports.charts.curves import AdoptionMonth, adoption_curve
from reports.charts.months import month_ordinal
from reports.components.figures import ChartFigure, FigureTable, make_table, mark_safe, places_between
from reports.components.practice_claims import claim_evidence
from reports.data.catalogue import PracticeCatalogue
from reports.data.edition_record import EditionRecord
from reports.data.practice_evidence import SpreadCoverage, SpreadCurve
from reports.data.practice_records import PracticeRecord
from reports.formatting import month_name, plural
from reports.slugs import slug
from reports.text.narrative import PEER_WORDS

ENGLAND = "ENGLAND"
MAX_AREAS_ON_ONE_CHART = 12
"""Up to this many areas are listed by name; more are charted."""


def format_share(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f}%"


def describe_held_coverage(value: float | None) -> str:
    """Words on held coverage, which counts organisations with such a verdict of their own, not the pooled one."""
    if value is None:
        return ""
    return f"confirmed at adopters seeing {format_share(value)} of patients" if value else "not yet confirmed at any"


def newest_coverage(
    practice: PracticeRecord, catalogue: PracticeCatalogue, area: str = ENGLAND
) -> SpreadCoverage | None:
    months = catalogue.coverages.get((practice.practice, area))
    return months[-1] if months else None


def forecast_sentence(curve: SpreadCurve | None) -> str:
    """The forecast of the fitted curve, or why there is none."""
    if curve is None:
        return ""
    if curve.why_no_fit:
        return f"No curve is fitted: {curve.why_no_fit}."
    text = "The dashed curve is fitted to the adoptions so far (Bass, with the number of those eligible known)"
    if curve.t50_fitted:
        low, high = (f"{end:.0f}" for end in (curve.t50_fitted.lower, curve.t50_fitted.upper))
        text += (
            f": by it, half adopt within {curve.t50_fitted.value:.0f} months of the launch (95% limits {low} to {high})"
        )
    more = " Adoption feeds on adoption: the chance rises with those who already have." if curve.has_imitation else ""
    return f"{text}.{more}"


def reached_sentence(curve: SpreadCurve | None) -> str:
    """When a tenth, half and nine tenths had adopted."""
    if curve is None:
        return ""
    words = [
        f"{name} within {plural(months, 'month')}" if months is not None else f"{name} not reached"
        for name, months in (("a tenth", curve.t10), ("half", curve.t50), ("nine tenths", curve.t90))
    ]
    return f"Since the launch in {month_name(curve.launch)}: {', '.join(words)}."


def adoption_figure(practice: PracticeRecord, catalogue: PracticeCatalogue) -> ChartFigure | None:
    """Chart coverage by month, with the fitted curve if there is one."""
    months = catalogue.coverages.get((practice.practice, ENGLAND), ())
    seen = [AdoptionMonth(coverage.month, coverage.coverage) for coverage in months if coverage.coverage is not None]
    if len(seen) < 2:
        return None
    months = tuple(coverage for coverage in months if coverage.coverage is not None)
    last, curve = months[-1], catalogue.curves.get(practice.practice)
    fitted = [
        AdoptionMonth(coverage.month, coverage.expected, coverage.lower, coverage.upper)
        for coverage in catalogue.fits.get(practice.practice, ())
    ]
    title = (
        f"{last.adopted} of {plural(last.eligible or 0, 'eligible organisation')} use it: {format_share(last.coverage)}"
    )
    says = [text for text in (forecast_sentence(curve), reached_sentence(curve)) if text]
    return ChartFigure(
        "adoption",
        title,
        f"Share of those eligible that use it, {month_name(seen[0].month)} to {month_name(last.month)}",
        tuple(says),
        (("cv", "Adopted"), *((("ft", "Fitted curve"), ("lm", "95% limits")) if fitted else ())),
        mark_safe(adoption_curve(seen, fitted, (format_share(last.coverage), ""))),
        f"Step curve of adoption. {title} in {month_name(last.month)}. {' '.join(says)}",
        "",
        _adoption_table(months, last_shown=max([last.month, *(month.month for month in fitted)])),
        f"data/practice/{practice.place}-adoption.csv",
        claim_evidence("adoption curve", practice.practice, len(months), last.adopted, last.coverage),
    )


def _adoption_table(months: Sequence[SpreadCoverage], last_shown: date) -> FigureTable:
    names = ("month", "eligible", "adopted", "stopped", "new_adopters", "coverage", "volume", "effective", "held")
    rows = [
        (
            *(month_name(coverage.month), str(coverage.eligible), str(coverage.adopted), str(coverage.new_adopters)),
            *(format_share(coverage.coverage), format_share(coverage.volume), format_share(coverage.held_coverage)),
        )
        for coverage in reversed(months)
    ]
    fields = (*names[:-1], "held_coverage")
    raw_rows = [[getattr(coverage, name) for name in fields] for coverage in months]
    positions = [month_ordinal(coverage.month) for coverage in months]
    places = places_between(reversed(positions), positions[0], month_ordinal(last_shown))
    heads = ("Month", "Eligible", "Adopted", "New", "Sites", "Volume", "Held")
    return make_table(heads, rows, names, raw_rows, places)


def by_area(practice: PracticeRecord, catalogue: PracticeCatalogue, shared: EditionRecord) -> list[ChartFigure]:
    """Chart the coverage of areas, for each kind of area with many areas."""
    return [
        _area_figure(practice, catalogue, shared, kind, areas)
        for kind, areas in kinds_of(practice, catalogue).items()
        if len(areas) > MAX_AREAS_ON_ONE_CHART
    ]


def kinds_of(practice: PracticeRecord, catalogue: PracticeCatalogue) -> dict[str, list[tuple[str, SpreadCoverage]]]:
    kinds: dict[str, list[tuple[str, SpreadCoverage]]] = {}
    for (code, area), months in catalogue.coverages.items():
        if code == practice.practice and area != ENGLAND and months[-1].coverage is not None:
            kinds.setdefault(catalogue.area_kinds.get(area, ""), []).append((area, months[-1]))
    return kinds


def ordered_areas(areas: list[tuple[str, SpreadCoverage]]) -> list[tuple[str, SpreadCoverage]]:
    return sorted(areas, key=lambda area_coverage: (-(area_coverage[1].coverage or 0.0), area_coverage[0]))


def title_of(kind: str, areas: list[tuple[str, SpreadCoverage]]) -> str:
    values = [coverage.coverage or 0.0 for _, coverage in areas]
    kinds = PEER_WORDS.get(kind, "areas")
    return f"From {format_share(min(values))} to {format_share(max(values))} across {len(values)} {kinds}"


def _area_figure(
    practice: PracticeRecord,
    catalogue: PracticeCatalogue,
    shared: EditionRecord,
    kind: str,
    areas: list[tuple[str, SpreadCoverage]],
) -> ChartFigure:
    ordered = ordered_areas(areas)
    values = [coverage.coverage or 0.0 for _, coverage in ordered]
    names = [area_name(area, catalogue, shared) for area, _ in ordered]
    england, kinds = newest_coverage(practice, catalogue), PEER_WORDS.get(kind, "areas")
    whole = england.coverage if england else None
    above = sum(value > 0 for value in values)
    title = title_of(kind, areas)
    return ChartFigure(
        f"coverage-{slug(kind or 'area')}",
        title,
        f"Share of those eligible that have adopted, {month_name(ordered[0][1].month)}, highest first",
        (f"It is used in {above} of {len(values)} {kinds}, most in {names[0]}.",),
        (("cb", kinds.capitalize()), ("ch", names[0]), ("av", "England")),
        mark_safe(column_chart(values, 0, whole, names[0], f"England {format_share(whole)}")),
        f"Column chart. {title}. Highest: {names[0]}, {format_share(values[0])}. England {format_share(whole)}.",
        "",
        _area_table(kinds.capitalize(), names, ordered),
        f"data/practice/{practice.place}-coverage-{slug(kind or 'area')}.csv",
        claim_evidence("area coverage", practice.practice, len(values), values[0], whole, organisation=kind),
    )


def _area_table(heading: str, names: Sequence[str], areas: Sequence[tuple[str, SpreadCoverage]]) -> FigureTable:
    raw_names = ("area", "eligible", "adopted", "coverage", "volume", "held")
    rows = [
        (
            name,
            str(coverage.eligible),
            str(coverage.adopted),
            format_share(coverage.coverage),
            format_share(coverage.volume),
            format_share(coverage.held_coverage),
        )
        for name, (_, coverage) in zip(names, areas, strict=True)
    ]
    fields = ("eligible", "adopted", "coverage", "volume", "held_coverage")
    raw_rows = [(area, *(getattr(coverage, name) for name in fields)) for area, coverage in areas]
    middles = places_between([at + 0.5 for at in range(len(areas))], 0, len(areas))
    return make_table((heading, "Eligible", "Adopted", "Sites", "Volume", "Held"), rows, raw_names, raw_rows, middles)


def area_name(area: str, catalogue: PracticeCatalogue, shared: EditionRecord) -> str:
    organisation = shared.organisations.get(area)
    return organisation.name if organisation else catalogue.names.get(area, area)
