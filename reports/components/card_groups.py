"""The charts of an organisation, by section: the first are open, the others wait under the name of their section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.components.series_card import SeriesCard

MOST_OPEN = 3
"""Charts that a page shows without folding. 29 open charts made a provider's page 24,800 px high, of which 19,300 px
were charts; a page with its first chart open and the rest folded is below 6,000 px."""


@dataclass(frozen=True)
class CardGroup:
    """Charts that open together, with the measures that they show."""

    title: str
    names: tuple[str, ...]
    cards: tuple[SeriesCard, ...]
    is_folded: bool


def group_cards(cards: Sequence[SeriesCard]) -> list[CardGroup]:
    """Leave a few charts open; of many, only the first, and fold the others by section in their order."""
    if len(cards) <= MOST_OPEN:
        return [_make_group("", cards, is_folded=False)] if cards else []
    first, others = cards[0], cards[1:]
    sections: dict[str, list[SeriesCard]] = {}
    for card in others:
        sections.setdefault(card.section, []).append(card)
    folds = [
        _make_group(_fold_title(section, folded, is_more=section == first.section), folded, is_folded=True)
        for section, folded in sections.items()
    ]
    return [_make_group("", [first], is_folded=False), *folds]


def _fold_title(section: str, cards: Sequence[SeriesCard], *, is_more: bool) -> str:
    noun = "charts" if len(cards) > 1 else "chart"
    return f"{section}: {('one more ' if len(cards) == 1 else 'more ') if is_more else ''}{noun}"


def _make_group(title: str, cards: Sequence[SeriesCard], *, is_folded: bool) -> CardGroup:
    return CardGroup(title, tuple(card.measure_title for card in cards), tuple(cards), is_folded)
