"""The words, colours and signs of statuses and their reasons, as readers know them (docs/gain.md)."""

from __future__ import annotations

from reports.verification.practice_facts import Row

STATUS_WORDS = {
    "not_adopted": ("Not adopted", "plain", "s-nil"),
    "not_assessable": ("Not assessable", "plain", "s-nil"),
    "too_early": ("Too early", "plain", "s-wait"),
    "gain_emerging": ("Gain emerging", "fair", "s-up"),
    "no_detectable_gain": ("No detectable gain", "plain", "s-flat"),
    "gain": ("Gain", "fair", "s-up"),
    "re_gained": ("Won back", "good", "s-back"),
    "sustained": ("Sustained", "good", "s-held"),
    "lost": ("Lost", "bad", "s-lost"),
    "eroding": ("Eroding", "poor", "s-down"),
    "inconclusive": ("Inconclusive", "plain", "s-ask"),
}
"""The words, the colour and the sign of a badge."""
REASON_WORDS = {
    "no_worthwhile_gain": "No worthwhile gain",
    "worse_than_expected": "Worse than expected",
    "inconclusive_gain": "No gain detectable",
    "depends_on_months_before": "Gain depends on the date",
    "still_to_hold": "Gain: too soon to say if it lasts",
    "too_few_with_both_years": "Gain: too soon to say if it lasts",
    "slipping": "Gain, may be slipping",
    "came_late": "Gain in the latest year",
    "another_practice_since": "Gain, another practice since",
    "too_few_left_to_compare": "Gain, few left to compare",
    "weak_evidence_of_holding": "Gain, weak evidence",
    "moved_before": "Gain, moving before adoption",
}
OPENINGS = {
    "not_adopted": "this practice has not been adopted here",
    "not_assessable": "no verdict can be given",
    "too_early": "it is too early to tell",
    "gain_emerging": "a gain is emerging",
    "no_detectable_gain": "we cannot tell a gain from chance",
    "gain": "there is a gain",
    "re_gained": "the gain has been won back",
    "sustained": "the gain is holding",
    "lost": "the gain has been lost",
    "eroding": "the gain is eroding",
    "inconclusive": "there was a gain; we cannot yet tell if it has lasted",
}
REASON_OPENINGS = {
    "no_worthwhile_gain": "we see no worthwhile gain",
    "worse_than_expected": "the figures got worse than expected after adoption",
    "moved_before": "there is a gain, and it seems to hold",
    "depends_on_months_before": "whether there is a gain depends on the months just before adoption",
    "came_late": "there is a gain in the latest year; in the first, none was certain",
    "weak_evidence_of_holding": "there is a gain, and it seems to hold, on weak evidence",
}
CHART_TITLES = {
    "sustained": "the gain after adoption is holding",
    "re_gained": "the gain has come back",
    "gain": "better after adoption",
    "gain_emerging": "a gain is emerging",
    "lost": "the gain after adoption is gone",
    "eroding": "part of the gain is gone",
    "inconclusive": "better after adoption, then unclear",
    "no_detectable_gain": "no gain that stands out from chance",
    "too_early": "too early to tell",
    "not_assessable": "not assessable",
}
WORSE_TITLE = "worse than expected after adoption"


def label_of(row: Row) -> str:
    return REASON_WORDS.get(row["reason"] or "", STATUS_WORDS[row["status"]][0])


def chart_title_of(row: Row) -> str:
    return WORSE_TITLE if row["reason"] == "worse_than_expected" else CHART_TITLES.get(row["status"], "after adoption")


def opening_of(row: Row) -> str:
    return REASON_OPENINGS.get(row["reason"] or "", OPENINGS[row["status"]])
