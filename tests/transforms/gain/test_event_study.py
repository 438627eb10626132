"""Event study, trend before adoption, yearly retention: by plain loops, and for one cohort by pyfixest."""

from __future__ import annotations

import statistics
from dataclasses import replace

import numpy as np
import pandas as pd
import pyfixest
import pytest

from tests.transforms.gain.panels import panel, wobble
from transforms.gain import event_study
from transforms.gain.counterfactual import plain_fit
from transforms.gain.panel import MeasurePanel, OtherAdoption
from transforms.gain.parameters import read_parameters
from transforms.gain.plain_months import pool_months
from transforms.gain.pooled import pool_fits

NEVER_BEFORE = -1000


def _make_cohort(seed: int = 4) -> MeasurePanel:
    scores = wobble(40, 50, seed)
    scores[:8, 20:] += 0.05
    return panel(scores, dict.fromkeys(range(8), 20))


def _effects_by_month(measure_panel: MeasurePanel) -> dict[int, dict[str, float]]:
    return {row["months_since_adoption"]: row for row in event_study.event_study(measure_panel, read_parameters())}


def test_one_cohort_has_the_effects_of_fixed_effects() -> None:
    prepared = _make_cohort()
    rows = [
        (place, month, prepared.scores[place, month], month - 20 if place < 8 and month >= 20 else NEVER_BEFORE)
        for place in range(40)
        for month in range(8, 50)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "time", "score", "since"])
    fitted = pyfixest.feols(f"score ~ i(since, ref={NEVER_BEFORE}) | unit + time", frame).coef()
    actual = _effects_by_month(prepared)
    assert set(actual) == set(range(-12, 30))
    for since in range(30):
        assert actual[since]["effect"] == pytest.approx(fitted[f"since::{since}"], abs=1e-9)
        assert actual[since]["lower"] < actual[since]["effect"] < actual[since]["upper"]
        assert actual[since]["adopters"] == 8
    assert np.mean([actual[since]["effect"] for since in range(30)]) == pytest.approx(0.05, abs=0.01)


def test_several_cohorts_are_weighted_by_their_adopters() -> None:
    months = {0: 15, 1: 15, 2: 15, 3: 22, 4: 40}
    prepared = panel(wobble(45, 60, 9), months)
    actual = _effects_by_month(prepared)
    for since in (-12, -1, 0, 7, 19, 20, 36):
        effects = []
        for adopter, adopted in months.items():
            month = adopted + since
            if not 0 <= month < 60:
                continue

            def change(place: int, month: int = month, adopted: int = adopted) -> float:
                before = [prepared.scores[place, at] for at in range(adopted - 12, adopted)]
                return float(prepared.scores[place, month] - statistics.fmean(before))

            # those that adopt later are compared with as well, until they do
            others = [place for place in range(45) if months.get(place, 99) > max(month, adopted)]
            effects.append(change(adopter) - statistics.fmean(change(place) for place in others))
        assert actual[since]["effect"] == pytest.approx(statistics.fmean(effects))
        assert actual[since]["adopters"] == len(effects)


@pytest.mark.parametrize("seed", range(4))
def test_months_at_once_have_the_effects_and_limits_of_one_by_one(seed: int) -> None:
    generator, parameters = np.random.default_rng(seed), read_parameters()
    scores = wobble(48, 50, seed)
    scores[generator.random(scores.shape) < 0.03] = np.nan
    prepared = replace(
        panel(scores, {place: int(generator.integers(5, 60)) for place in range(22)}),
        left_out=np.isin(np.arange(50), (24, 25)),
        other_adoptions=(OtherAdoption(47, 20, "Another"), OtherAdoption(1, 30, "Another")),
        regions=tuple(f"Y{place % 5}" for place in range(48)),
    )
    months = sorted({int(month) for month in prepared.adopted if month < 50})
    baselines = {
        adopted: np.nan_to_num(scores[:, max(0, adopted - 12) : adopted].mean(axis=1), nan=0.5) for adopted in months
    }
    actual = dict(pool_months(prepared, baselines, range(-12, 37), parameters))
    for since in range(-12, 37):
        fits = []
        for adopted, baseline in baselines.items():
            column = adopted + since
            if not 0 <= column < 50 or prepared.left_out[column]:
                continue
            change = (scores[:, column] - baseline)[:, None]
            untouched = prepared.comparators(max(adopted, column))
            fit = plain_fit(change, np.flatnonzero(prepared.adopted == adopted), untouched)
            fits += [fit] if fit is not None and len(fit.comparators) >= parameters.fewest_comparators else []
        wanted = pool_fits(prepared, fits)
        assert (since in actual) == (wanted is not None)
        if wanted is not None:
            for name in ("effects", "covariance", "own_covariance", "adopters", "comparators", "freedom"):
                assert getattr(actual[since], name) == pytest.approx(getattr(wanted, name), abs=1e-12), name
    assert len(actual) > 30


def test_before_adoption_effects_add_up_to_nothing() -> None:
    actual = _effects_by_month(_make_cohort())
    assert sum(actual[since]["effect"] for since in range(-12, 0)) == pytest.approx(0, abs=1e-9)


def test_one_adopter_alone_has_no_event_study() -> None:
    assert not _effects_by_month(panel(wobble(40, 50, 1), {0: 20}))


def test_trend_before_adoption_by_plain_loops() -> None:
    months = {0: 15, 1: 15, 2: 22, 3: 22, 4: 22}
    prepared = panel(wobble(45, 40, 2), months)

    def slope(place: int, adopted: int) -> float:
        at = list(range(adopted - 12, adopted))
        return 12 * statistics.linear_regression(at, [float(prepared.scores[place, month]) for month in at]).slope

    def slope_of_others(adopted: int) -> float:
        return statistics.fmean(slope(place, adopted) for place in range(45) if months.get(place, 99) > adopted)

    wanted = [slope(adopter, adopted) - slope_of_others(adopted) for adopter, adopted in months.items()]
    actual = event_study.pre_trend(prepared, read_parameters())
    assert actual is not None
    assert actual["slope_per_year"] == pytest.approx(statistics.fmean(wanted))
    assert actual["adopters"] == 5
    # the p value has two sides and each limit one: it is below 10% just where the limits leave nothing out
    assert (actual["p_value"] < 0.1) == (actual["lower"] > 0 or actual["upper"] < 0)


@pytest.mark.parametrize(("rise", "is_seen"), [(0.0, False), (0.06, True), (-0.06, True)])
def test_trend_before_adoption_is_seen(rise: float, is_seen: bool) -> None:
    scores = wobble(60, 40, 3)
    scores[:12] += rise / 12 * np.arange(40)
    actual = event_study.pre_trend(panel(scores, dict.fromkeys(range(12), 20)), read_parameters())
    assert actual is not None
    assert (actual["p_value"] < 0.01) == is_seen
    assert actual["slope_per_year"] == pytest.approx(rise, abs=0.02)


def test_a_trend_is_of_those_that_had_adopted_by_the_run() -> None:
    scores = wobble(60, 50, 3)
    early, late = dict.fromkeys(range(6), 20), dict.fromkeys(range(6, 12), 40)
    both, alone = panel(scores, early | late), panel(scores, early)
    assert event_study.trend_before(both, 39, read_parameters()) == event_study.trend_before(
        alone, 39, read_parameters()
    )
    assert event_study.trend_before(both, 40, read_parameters()) != event_study.trend_before(
        both, 39, read_parameters()
    )


def test_nearly_all_have_adopted_and_there_is_still_an_event_study() -> None:
    adopted = {place: 15 + place // 2 for place in range(50)}
    prepared = panel(wobble(60, 60, 3), adopted)
    assert {-12, 0, 3} <= set(_effects_by_month(prepared))
    assert event_study.pre_trend(prepared, read_parameters()) is not None


def test_series_without_any_noise_have_no_p_value_but_do_no_harm() -> None:
    prepared = panel(np.full((40, 50), 0.5), {0: 20, 1: 20})
    actual = event_study.pre_trend(prepared, read_parameters())
    assert actual is not None
    assert actual["p_value"] is None
    assert all(row["effect"] == pytest.approx(0) for row in _effects_by_month(prepared).values())


def test_retention_is_the_share_of_the_first_year_year_by_year() -> None:
    scores = wobble(60, 75, 6, sd=0.004)
    scores[:15, 20:] += 0.06
    scores[:15, 20 + 3 + 12 :] -= 0.03
    scores[:15, 20 + 3 + 24 :] -= 0.03
    actual = list(event_study.retention_rows(panel(scores, dict.fromkeys(range(15), 20)), read_parameters()))
    assert [row["year"] for row in actual] == [0, 1, 2, 3]
    assert actual[0]["effect"] == pytest.approx(0.06, abs=0.006)
    assert actual[0]["share_retained"] is None
    for row, share in zip(actual[1:], (0.5, 0, 0), strict=True):
        assert row["share_lower"] - 0.02 < share < row["share_upper"] + 0.02
        assert row["share_retained"] == pytest.approx(share, abs=0.1)
        assert row["effect"] == pytest.approx(share * 0.06, abs=0.006)


def test_years_are_reported_of_those_that_have_them() -> None:
    prepared = panel(wobble(60, 50, 6), {0: 12, 1: 12, 2: 12, 3: 30, 4: 30})
    assert [row["adopters"] for row in event_study.retention_rows(prepared, read_parameters())] == [5, 3]
