"""The charts of how far a practice has spread: month by month, by area, and where adoptions came from."""

from __future__ import annotations

from reports.charts.columns import columns
from reports.charts.curves import Month, adoption
from reports.narrative import PEER_WORDS
from reports.practices.catalogue import Catalogue
from reports.practices.evidence import Coverage, Curve
from reports.practices.figures import Figure, safe, table
from reports.practices.records import Practice
from reports.records import Edition
from reports.slugs import slug
from reports.words import month_name, plural

ENGLAND = "ENGLAND"
FEW = 12
"""Areas up to this number are listed by name; of more, there is a chart."""


def share(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.0f}%"


def held_words(value: float | None) -> str:
    """Held coverage counts organisations whose own verdict shows it: that of all together is another question."""
    return "" if value is None else f"shown one by one to hold: {share(value)} of volume"


def newest(practice: Practice, catalogue: Catalogue, area: str = ENGLAND) -> Coverage | None:
    found = catalogue.coverages.get((practice.practice, area))
    return found[-1] if found else None


def forecast(curve: Curve | None) -> str:
    """What the fitted curve says, or why there is none."""
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


def reached(curve: Curve | None) -> str:
    """When a tenth, half and nine tenths had adopted."""
    if curve is None:
        return ""
    words = [
        f"{name} within {plural(months, 'month')}" if months is not None else f"{name} not reached"
        for name, months in (("a tenth", curve.t10), ("half", curve.t50), ("nine tenths", curve.t90))
    ]
    return f"Since the launch in {month_name(curve.launch)}: {', '.join(words)}."


def adopted(practice: Practice, catalogue: Catalogue) -> Figure | None:
    """Coverage month by month, with the fitted curve where there is one."""
    found = catalogue.coverages.get((practice.practice, ENGLAND), ())
    seen = [Month(one.month, one.coverage) for one in found if one.coverage is not None]
    if len(seen) < 2:
        return None
    found = tuple(one for one in found if one.coverage is not None)
    last, curve = found[-1], catalogue.curves.get(practice.practice)
    fitted = [Month(one.month, one.expected, one.lower, one.upper) for one in catalogue.fits.get(practice.practice, ())]
    title = f"{last.adopted} of {plural(last.eligible or 0, 'eligible organisation')} use it: {share(last.coverage)}"
    says = [text for text in (forecast(curve), reached(curve)) if text]
    names = ("month", "eligible", "adopted", "stopped", "new_adopters", "coverage", "volume", "effective", "held")
    return Figure(
        "adoption",
        title,
        f"Share of those eligible that use it, {month_name(seen[0].month)} to {month_name(last.month)}",
        tuple(says),
        (("cv", "Adopted"), *((("ft", "Fitted curve"), ("lm", "95% limits")) if fitted else ())),
        safe(adoption(seen, fitted, (share(last.coverage), ""))),
        f"Step curve of adoption. {title} in {month_name(last.month)}. {' '.join(says)}",
        "",
        table(
            ("Month", "Eligible", "Adopted", "New", "Sites", "Volume", "Held"),
            [
                (
                    *(month_name(one.month), str(one.eligible), str(one.adopted), str(one.new_adopters)),
                    *(share(one.coverage), share(one.volume), share(one.held)),
                )
                for one in reversed(found)
            ],
            names,
            [[getattr(one, name) for name in names] for one in found],
        ),
        f"data/practice/{practice.place}-adoption.csv",
    )


def by_area(practice: Practice, catalogue: Catalogue, shared: Edition) -> list[Figure]:
    """The coverage of areas, one chart for each kind of area of which there are many."""
    return [
        _areas(practice, catalogue, shared, kind, found)
        for kind, found in kinds_of(practice, catalogue).items()
        if len(found) > FEW
    ]


def kinds_of(practice: Practice, catalogue: Catalogue) -> dict[str, list[tuple[str, Coverage]]]:
    kinds: dict[str, list[tuple[str, Coverage]]] = {}
    for (code, area), found in catalogue.coverages.items():
        if code == practice.practice and area != ENGLAND and found[-1].coverage is not None:
            kinds.setdefault(catalogue.area_kinds.get(area, ""), []).append((area, found[-1]))
    return kinds


def ordered_areas(found: list[tuple[str, Coverage]]) -> list[tuple[str, Coverage]]:
    return sorted(found, key=lambda one: (-(one[1].coverage or 0.0), one[0]))


def title_of(kind: str, found: list[tuple[str, Coverage]]) -> str:
    values = [one.coverage or 0.0 for _, one in found]
    kinds = PEER_WORDS.get(kind, "areas")
    return f"From {share(min(values))} to {share(max(values))} across {len(values)} {kinds}"


def _areas(
    practice: Practice, catalogue: Catalogue, shared: Edition, kind: str, found: list[tuple[str, Coverage]]
) -> Figure:
    ordered = ordered_areas(found)
    values = [one.coverage or 0.0 for _, one in ordered]
    names = [area_name(area, catalogue, shared) for area, _ in ordered]
    england, kinds = newest(practice, catalogue), PEER_WORDS.get(kind, "areas")
    whole = england.coverage if england else None
    above = sum(value > 0 for value in values)
    title = title_of(kind, found)
    raw_names = ("area", "eligible", "adopted", "coverage", "volume", "held")
    return Figure(
        f"coverage-{slug(kind or 'area')}",
        title,
        f"Share of those eligible that have adopted, {month_name(ordered[0][1].month)}, highest first",
        (f"It is used in {above} of {len(values)} {kinds}, most in {names[0]}.",),
        (("cb", kinds.capitalize()), ("ch", names[0]), ("av", "England")),
        safe(columns(values, 0, whole, names[0], f"England {share(whole)}")),
        f"Column chart. {title}. Highest: {names[0]}, {share(values[0])}. England {share(whole)}.",
        "",
        table(
            (kinds.capitalize(), "Eligible", "Adopted", "Sites", "Volume", "Held"),
            [
                (name, str(one.eligible), str(one.adopted), share(one.coverage), share(one.volume), share(one.held))
                for name, (_, one) in zip(names, ordered, strict=True)
            ],
            raw_names,
            [(area, *(getattr(one, name) for name in raw_names[1:])) for area, one in ordered],
        ),
        f"data/practice/{practice.place}-coverage-{slug(kind or 'area')}.csv",
    )


def area_name(area: str, catalogue: Catalogue, shared: Edition) -> str:
    one = shared.organisations.get(area)
    return one.name if one else catalogue.names.get(area, area)
