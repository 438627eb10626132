"""Reads back what a page says that a chart finds: its title, its sentence, its icon.

Each function returns what is wrong, or nothing.
"""

from __future__ import annotations

import re

from reports.claims.claim import Claim
from reports.verification.latest_words import check_move, check_value
from reports.verification.page_elements import ClaimedElement
from reports.verification.series_facts import SeriesFacts, SeriesWarehouse
from reports.verification.series_rules import NONE_FITS, chart_of, variation_of
from reports.verification.shown_numbers import MONTH, read_month, value_pattern, write_month

TITLE_WORDS = {
    "common_cause": "no significant change",
    "improvement_high": "a signal of improvement",
    "improvement_low": "a signal of improvement",
    "concern_high": "a signal of concern",
    "concern_low": "a signal of concern",
    "neutral_high": "a signal upwards",
    "neutral_low": "a signal downwards",
}
ICONS = {
    "common_cause": ("i-cc", r"Common cause: no significant change"),
    "improvement_high": ("i-im-h", r"Special cause: improvement, higher"),
    "improvement_low": ("i-im-l", r"Special cause: improvement, lower"),
    "concern_high": ("i-co-h", r"Special cause: concern, higher"),
    "concern_low": ("i-co-l", r"Special cause: concern, lower"),
    "neutral_high": ("i-ne-h", r"Special cause: higher, neither better nor worse"),
    "neutral_low": ("i-ne-l", r"Special cause: lower, neither better nor worse"),
}
REFUSALS = {
    "hidden": "No mean and no limits are drawn: they would give back the months that are hidden for small numbers",
    "constant": "No limits are drawn: every month has the same value",
    "rare_events": "No limits are drawn: in half of the months or more the count is zero",
    "mostly_the_same": "No limits are drawn: most months have the same value",
}
GREY = {
    "old": "No month since {since} is coloured, because the figures end in {last} and the limits are not current.",
    "not_stable": (
        "No month since {since} is coloured: the months since then are not on one level, so limits cannot show which "
        "of them stand out."
    ),
}


def check_finding(warehouse: SeriesWarehouse, facts: SeriesFacts, claim: Claim, element: ClaimedElement) -> str:
    """The title of a chart, its sentence, or its icon of variation."""
    if element.tag == "svg":
        icon, words = ICONS.get(variation_of(facts), ("", ""))
        is_right = f'href="#{icon}"' in element.inner and element.attributes["aria-label"] == words
        return "" if is_right else f"the variation is {variation_of(facts) or 'not known'}"
    title = f"{facts.measure.title}: "
    if element.text.startswith(title):
        return _check_title(warehouse, facts, element.text.removeprefix(title))
    return "" if element.text == process_words(facts) else f"the warehouse says “{process_words(facts)}”"


def process_words(facts: SeriesFacts) -> str:
    """What the chart says, as the warehouse has it, or why it has no limits."""
    if len(facts.months) == 1:
        return "Only one month can be shown." if facts.hidden else "One month so far: too few to show a trend."
    finding = facts.finding
    refusal = finding.get("refusal") if finding.get("has_summary") else "hidden" if facts.hidden else None
    chart, sentence = chart_of(facts), ""
    if finding:
        sentence = finding["limits_sentence"] if chart == "xmr" else finding["sentence"]
    if refusal and chart in NONE_FITS:
        return f"{REFUSALS[refusal]}. {'' if chart == 'xmr' else sentence or ''}".strip()
    return _grey_words(facts) or sentence or ""


def _grey_words(facts: SeriesFacts) -> str:
    """Why no month of the newest phase is coloured; empty where they are, or where another chart is drawn."""
    refusal = facts.reading.newest_refusal if chart_of(facts) == "xmr" else ""
    if refusal not in GREY:
        return ""
    since = max(facts.reading.phases[max(facts.reading.phases)].first_month, facts.months[0])
    last = max([facts.months[-1], *facts.hidden])
    return GREY[refusal].format(since=write_month(since), last=write_month(last))


def _check_title(warehouse: SeriesWarehouse, facts: SeriesFacts, words: str) -> str:
    if words.endswith(", one month so far"):
        alone = len(facts.months) == 1 and not facts.hidden
        return check_value(words.split(" ")[0].rstrip(",%"), facts) if alone else "there are more months"
    if words in TITLE_WORDS.values() or variation_of(facts):
        expected = TITLE_WORDS.get(variation_of(facts), "none of the variation")
        return "" if words == expected else f"the variation is {variation_of(facts) or 'not known'}"
    is_shifted = bool(chart_of(facts) != "xmr" and facts.finding.get("is_shifted"))
    if words == "the level has shifted" or is_shifted:
        return "" if is_shifted and words == "the level has shifted" else f"a shift is {is_shifted}"
    if words == "no sign of a shift":
        is_so = chart_of(facts) == "run" and process_words(facts) == "No sign of a shift."
        return "" if is_so else f"the warehouse says “{process_words(facts)}”"
    return _check_compared_title(facts, words)


def _check_compared_title(facts: SeriesFacts, words: str) -> str:
    """A title of a chart without a finding: the last month beside that of a year before, or its figure."""
    figure = re.fullmatch(rf"{value_pattern(facts.measure.unit)} in ({MONTH})", words)
    if figure:
        is_last = read_month(figure[2]) == f"{facts.months[-1]:%Y-%m}"
        return check_value(figure[1], facts) if is_last else f"the last month is {facts.months[-1]:%Y-%m}"
    if words == "as a year before":
        return check_move("unchanged", facts, 12)
    before, direction = facts.value_at(12), facts.measure.direction
    if before is None:
        return "there is no figure a year before"
    is_up = facts.values[-1] > before
    way = "higher than" if is_up else "lower than"
    if direction != "neutral":
        way = "better than" if is_up == (direction == "increase") else "worse than"
    return "" if words == f"{way} a year before" else f"it is {way} a year before"
