"""The grade of the evidence for a verdict, with the causes that lower it."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.gain.adopters import AdopterFinding
from transforms.gain.parameters import Parameters
from transforms.gain.practice_evidence import PracticeEvidence
from transforms.gain.readings import PooledReadings
from transforms.gain.status_ladder import Evidence
from transforms.gain.windows import YEARS_BACK

EVIDENCE_GRADES = "ABC"


@dataclass(frozen=True)
class EvidenceGrade:
    """A: nothing lowers it; each kind of cause lowers it by one, to C at most. `causes` are codes, in order."""

    letter: str
    causes: tuple[str, ...]

    @property
    def columns(self) -> dict[str, str | None]:
        return {"evidence_grade": self.letter, "grade_causes": ",".join(self.causes) or None}


def grade_adopter(
    finding: AdopterFinding, baseline_months: int, adopters: int, parameters: Parameters
) -> EvidenceGrade | None:
    """The grade for one adopter, while `adopters` organisations have adopted; None without a gain to judge."""
    if finding.evidence.gain is None:
        return None
    return _grade(
        _baseline_causes(baseline_months, parameters),
        _comparator_causes(finding.comparators, adopters, finding.alike, parameters),
        _reading_causes(len(finding.gains), finding.evidence),
    )


def grade_practice(
    together: PracticeEvidence,
    baseline_months: int,
    adopters: int,
    alike: float,
    parameters: Parameters,
) -> EvidenceGrade:
    """The grade for all adopters together."""
    if together.pooled is None:
        raise ValueError("there is no gain to grade")
    before = _reading_causes(len(together.pooled.all), together.evidence)
    return _grade(
        _baseline_causes(baseline_months, parameters),
        _comparator_causes(together.pooled.comparators, adopters, alike, parameters),
        before,
        _adopter_causes(together.pooled, parameters),
    )


def _grade(*kinds: list[str]) -> EvidenceGrade:
    steps = sum(bool(causes) for causes in kinds)
    return EvidenceGrade(
        EVIDENCE_GRADES[min(steps, len(EVIDENCE_GRADES) - 1)], tuple(cause for causes in kinds for cause in causes)
    )


def _baseline_causes(months: int, parameters: Parameters) -> list[str]:
    return ["short_baseline"] if months < YEARS_BACK * parameters.window_months else []


def _comparator_causes(comparators: int, adopters: int, alike: float | None, parameters: Parameters) -> list[str]:
    causes = ["few_comparators"] if comparators < adopters else []
    return causes + (["few_alike"] if alike is not None and alike < parameters.fewest_alike else [])


def _adopter_causes(pooled: PooledReadings, parameters: Parameters) -> list[str]:
    """Few adopters, or adopters that fill whole regions, show little of what others would gain."""
    causes = ["few_adopters"] if pooled.adopters < parameters.fewest_with_both_years else []
    is_of_regions = pooled.with_quarter.part_of_regions > parameters.most_part_of_regions
    return causes + (["whole_regions"] if is_of_regions else [])


def _reading_causes(readings: int, evidence: Evidence) -> list[str]:
    """One reading alone does not show what hangs on the months before adoption; several may differ."""
    causes = ["readings_differ"] if evidence.is_disputed else ["one_reading"] if readings < 2 else []
    return causes + (["trend_before"] if evidence.has_moved_before else [])
