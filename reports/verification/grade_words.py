"""Why a grade of evidence is what it is, in the words of the pages, from the columns of the verdict."""

from __future__ import annotations

from reports.verification.practice_facts import PracticeWarehouse, Row

WHOLE = {
    "A": "Two years before adoption are published, and enough organisations to compare with",
    "D": "From the control chart alone, without comparators",
}
STEPS = {"B": "One step below A", "C": "Two steps below A"}
CAUSES = {
    "short_baseline": "less than two years before adoption are published",
    "few_comparators": "more have adopted than are left to compare with",
    "one_reading": "too few months before adoption to leave any out",
    "readings_differ": "the gain depends on the months just before adoption",
    "trend_before": "figures were already moving apart from those of the others before adoption",
    "few_adopters": "few adopters",
    "whole_regions": "the adopters fill whole regions",
    "few_alike": "fewer than {few:g} that have not adopted started as low (or as high)",
}


def explain_grade(warehouse: PracticeWarehouse, row: Row) -> str | None:
    """The words for the grade; None where the verdict has no causes, and others may be given."""
    grade = row["evidence_grade"]
    if grade in WHOLE:
        return WHOLE[grade]
    causes = [cause for cause in (row["grade_causes"] or "").split(",") if cause]
    if not causes:
        return None
    few = warehouse.parameters.get("fewest_alike", 3.0)
    return f"{STEPS[grade]}: {', and '.join(CAUSES[cause].format(few=few) for cause in causes)}"
