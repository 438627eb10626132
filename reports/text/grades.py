"""The reasons for a grade of evidence."""

from __future__ import annotations

from reports.data.catalogue import PracticeCatalogue
from reports.data.practice_records import GainVerdict

TOP = "Two years before adoption are published, and enough organisations to compare with"
ALONE = "From the control chart alone, without comparators"
SHORT = "less than two years before adoption are published"
THIN = "more have adopted than are left to compare with"
CAUSES = {
    "short_baseline": SHORT,
    "few_comparators": THIN,
    "one_reading": "too few months before adoption to leave any out",
    "readings_differ": "the gain depends on the months just before adoption",
    "trend_before": "figures were already moving apart from those of the others before adoption",
    "few_adopters": "few adopters",
    "whole_regions": "the adopters fill whole regions",
}
"""The words for the causes in `grade_causes`; those for `few_alike` name the parameter."""
STEPS = {"B": "One step below A", "C": "Two steps below A"}


def explain_grade(verdict: GainVerdict, catalogue: PracticeCatalogue) -> str:
    """Explain a grade; for a lower one, give the causes that apply as far as they are known."""
    grade = verdict.evidence_grade or ""
    if grade not in STEPS:
        return {"A": TOP, "D": ALONE}.get(grade, "")
    if verdict.grade_causes:
        return f"{STEPS[grade]}: {', and '.join(_describe_cause(code, catalogue) for code in verdict.grade_causes)}"
    causes = [SHORT] if _is_short(verdict) else []
    causes += [THIN] if _is_thin(verdict, catalogue) else []
    causes += [_describe_thin_comparison(catalogue)] if _is_alone(verdict, catalogue) else []
    if not causes:
        # for all adopters together the months before adoption are not known: this is the remaining cause
        causes = [SHORT]
    return f"{STEPS[grade]}: {', and '.join(causes)}"


def _describe_cause(code: str, catalogue: PracticeCatalogue) -> str:
    return _describe_thin_comparison(catalogue) if code == "few_alike" else CAUSES[code]


def _is_short(verdict: GainVerdict) -> bool:
    if verdict.baseline_months is None:
        return verdict.evidence_grade == "C"
    return verdict.baseline_months < 24


def _is_thin(verdict: GainVerdict, catalogue: PracticeCatalogue) -> bool:
    if verdict.comparators is None:
        return False
    adopted = verdict.adopters if verdict.is_pooled else len(catalogue.adopters.get(verdict.practice, ()))
    return verdict.comparators < adopted


def _is_alone(verdict: GainVerdict, catalogue: PracticeCatalogue) -> bool:
    few = catalogue.value("fewest_alike")
    return verdict.comparators_alike is not None and verdict.comparators_alike < (3 if few is None else few)


def _describe_thin_comparison(catalogue: PracticeCatalogue) -> str:
    few = catalogue.value("fewest_alike")
    return f"fewer than {3 if few is None else few:g} that have not adopted started as low (or as high)"
