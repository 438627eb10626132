"""The status by run, as a strip: shown by colour, height and letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts.frame import WIDTH, svg_path, svg_picture, svg_text
from reports.charts.months import month_ordinal

LETTER_WIDTH = 7
"""Width of a letter where the strip is as wide as a page; words that do not fit are left out, but not the last."""
PHONE = 3.4
"""How many times as wide as on a phone the strip is on a page; chosen by eye."""


@dataclass(frozen=True)
class StatusStretch:
    """Consecutive runs with the same status; `css` is the class of its badge."""

    first: date
    last: date
    css: str
    words: str
    is_provisional: bool

    @property
    def months(self) -> int:
        return month_ordinal(self.last) - month_ordinal(self.first) + 1


def status_strip(stretches: Sequence[StatusStretch]) -> str:
    """Draw a box for each stretch, as wide as it lasted; provisional ones are open."""
    first, last = month_ordinal(stretches[0].first), month_ordinal(stretches[-1].last)
    width = WIDTH / (last - first + 1)
    marks, labels = "", ""
    for stretch in stretches:
        left = (month_ordinal(stretch.first) - first) * width
        right = left + stretch.months * width
        css = f"run {stretch.css}{' open' if stretch.is_provisional else ''}"
        marks += svg_path(css, f"M{left:.1f} 0H{max(right - 2, left + 1):.1f}V1000H{left:.1f}z")
        room, needed = right - left, len(stretch.words) * LETTER_WIDTH
        is_current = stretch is stretches[-1]
        if is_current and room <= needed * PHONE:
            labels += _leader((left + right) / 20, stretch.words)
        elif room > needed:
            narrow = "" if room > needed * PHONE else " alt"
            css = f"rn {stretch.css}{' open' if stretch.is_provisional else ''}{narrow}"
            labels += svg_text(css, (left + right) / 20, "50%", stretch.words)
    labels += svg_text("xl start", 0.0, "100%", f"{stretches[0].first:%b %Y}") + svg_text(
        "xl end", 100.0, "100%", f"{stretches[-1].last:%b %Y}"
    )
    return svg_picture(marks, labels)


def _leader(place: float, words: str) -> str:
    """The words of the current status above the strip, with a line to its box: it is the one that readers look for."""
    line = f'<line class="lead" x1="{place:.2f}%" x2="{place:.2f}%" y1="-10" y2="0"/>'
    return f"{line}{svg_text('fl fe', 100.0, '0', words)}"
