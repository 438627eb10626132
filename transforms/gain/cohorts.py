"""The organisations that adopted in one month, with their fits at one monthly run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transforms.gain.cohort_fits import NO_READING, Readings, bundles_of, read_again, read_months_before
from transforms.gain.counterfactual import CounterfactualFit
from transforms.gain.fit_limits import find_fit_limits
from transforms.gain.lead_in import find_moved, fit_lead_in, have_moved_together
from transforms.gain.panel import MeasurePanel, OtherAdoption, Places
from transforms.gain.parameters import Parameters
from transforms.gain.windows import ComparisonWindows, find_windows


@dataclass(frozen=True)
class AdoptionCohort:
    """The organisations that adopted in one month, with their windows and fits at one run.

    `first` are fitted on the gain window alone, `both` on the gain and the current window, in each reading of the
    months before adoption; None where a window is missing or cannot be fitted. The third reading is there where any of
    the adopters had moved before adoption, or all adopters of the practice together.
    """

    adopted: int
    adopters: Places
    windows: ComparisonWindows
    comparators: int
    first: Readings
    both: Readings

    bundles: dict[int, OtherAdoption]
    """Another practice for the measure that adopters took up from the baseline on, up to the run."""
    why_no_current: str = ""
    """Why the latest year cannot be judged although it is over."""
    lead_in: CounterfactualFit | None = None
    """The changes up to adoption."""
    moved: frozenset[int] = frozenset()
    """The adopters whose figures had moved before adoption."""
    asked: frozenset[int] = frozenset()
    """Those of them that are read a third time, because another reading shows that they gained, or became worse."""
    is_moved_together: bool = False
    """Whether those of all adopters of the practice together had."""

    @property
    def together(self) -> tuple[Readings, Readings]:
        """The fits over both windows and over the first year that count for all adopters together."""
        return self._readings(self.both, is_moved=self.is_moved_together), self._readings(
            self.first, is_moved=self.is_moved_together
        )

    def of_adopter(self, adopter: int) -> tuple[Readings, Readings]:
        """The same for one adopter."""
        is_moved = adopter in self.asked
        return self._readings(self.both, is_moved=is_moved), self._readings(self.first, is_moved=is_moved)

    @staticmethod
    def _readings(readings: Readings, *, is_moved: bool) -> Readings:
        return readings if is_moved else (*readings[:2], None)

    def list_fits(self, adopter: int) -> list[tuple[int, CounterfactualFit]]:
        """The fits that the adopter's verdict rests on, by reading: over both windows if it has them."""
        for readings in self.of_adopter(adopter):
            if readings[0] is not None and adopter in readings[0].places:
                known = enumerate(readings)
                return [(place, fit) for place, fit in known if fit is not None and adopter in fit.places]
        return []


def list_cohorts(panel: MeasurePanel, run: int, parameters: Parameters) -> list[AdoptionCohort]:
    """List the cohorts that had adopted by the run, one per month of adoption, with their fits."""
    cohorts = [_make_cohort(panel, month, run, parameters) for month in panel.cohorts if month <= run]
    lead_ins = [cohort.lead_in for cohort in cohorts if cohort.lead_in is not None]
    is_moved_together = have_moved_together(panel, lead_ins, parameters)
    if not is_moved_together and not any(cohort.moved for cohort in cohorts):
        return cohorts
    return [_add_third_reading(panel, cohort, is_moved_together, parameters) for cohort in cohorts]


def _make_cohort(panel: MeasurePanel, adopted: int, run: int, parameters: Parameters) -> AdoptionCohort:
    at = find_windows(panel, adopted, run, parameters)
    first, both, why_no_current = NO_READING, NO_READING, ""
    if at.gain:
        first = _read_first_year(panel, adopted, at, parameters)
    if at.gain and at.current and not at.is_provisional:
        both = read_months_before(panel, adopted, [at.gain, at.current], at, parameters)
        if int(panel.comparators(run).sum()) < parameters.fewest_comparators:
            both, why_no_current = NO_READING, "too_few_left_to_compare"
    fitted = both[0] or first[0]
    last = min(run, at.gain[1] - 1) if at.gain else run
    lead_in = fit_lead_in(panel, adopted, at, parameters)
    return AdoptionCohort(
        adopted,
        panel.cohorts[adopted],
        at,
        int(panel.comparators(last).sum()) if fitted is None else len(fitted.comparators),
        first,
        both,
        bundles_of(panel, at, run),
        why_no_current,
        lead_in,
        frozenset() if lead_in is None else find_moved(lead_in, parameters),
    )


def _read_first_year(panel: MeasurePanel, adopted: int, at: ComparisonWindows, parameters: Parameters) -> Readings:
    if at.gain is None or at.is_provisional:
        return NO_READING if at.gain is None else read_months_before(panel, adopted, [at.gain], at, parameters)
    if adopted not in panel.known_fits:
        panel.known_fits[adopted] = read_months_before(panel, adopted, [at.gain], at, parameters)
    known: Readings = panel.known_fits[adopted]
    return known


def _add_third_reading(
    panel: MeasurePanel, cohort: AdoptionCohort, is_moved_together: bool, parameters: Parameters
) -> AdoptionCohort:
    """The cohort with the reading that leaves out as many months before adoption as a dip may last."""
    at, adopted, first, both = cohort.windows, cohort.adopted, cohort.first, cohort.both
    asked = frozenset(adopter for adopter in cohort.moved if _shows_change(cohort, adopter, parameters))
    if not asked and not is_moved_together:
        return cohort
    if at.gain is not None and first[0] is not None and not at.is_provisional:
        key = "read again", adopted
        if key not in panel.known_fits:
            panel.known_fits[key] = read_again(panel, adopted, [at.gain], at, parameters)
        first = (*first[:2], panel.known_fits[key])
    if at.gain is not None and at.current is not None and both[0] is not None:
        both = (*both[:2], read_again(panel, adopted, [at.gain, at.current], at, parameters))
    return replace(cohort, first=first, both=both, asked=asked, is_moved_together=is_moved_together)


def _shows_change(cohort: AdoptionCohort, adopter: int, parameters: Parameters) -> bool:
    """Whether a reading shows a gain, or a harm; nothing else is claimed of one adopter, and most show nothing."""
    fits = [fit for _, fit in cohort.list_fits(adopter)]
    limits = [(find_fit_limits(fit, parameters), fit.places[adopter]) for fit in fits]
    return any(some.gain_lower[at] > 0 or some.gain_upper[at] < 0 or some.is_late_gain[at] for some, at in limits)
