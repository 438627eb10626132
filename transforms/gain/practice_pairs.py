"""Two practices for one measure that organisations took up together: judged as if they were one practice.

Nobody can say which of the two an effect comes from, so neither has a verdict of its own. The pair has one: from the
months before the first of them to the year after both have settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from transforms.gain.cohorts import list_cohorts
from transforms.gain.history import MonthlyRun, StatusMemory
from transforms.gain.mergers import JointAdopter
from transforms.gain.panel_request import AdoptionRegister, PanelRequest, PracticePanel, find_usual_kind
from transforms.gain.parameters import Parameters
from transforms.gain.pooled import FEWEST_ADOPTERS
from transforms.gain.practice_evidence import find_practice_evidence
from transforms.gain.run_rows import pooled_row

BETWEEN_CODES = "\t"
"""Between the codes of the two practices; no code in a register has a tab."""


@dataclass(frozen=True)
class PracticePair:
    """The request for the panel of both, its adopters by their first month, and everybody else's adoptions."""

    request: PanelRequest
    kind: str
    adopters: tuple[JointAdopter, ...]
    elsewhere: tuple[tuple[str, int, str], ...]


def find_pair(
    first: PanelRequest, second: PanelRequest, register: AdoptionRegister, parameters: Parameters
) -> PracticePair | None:
    """The pair, or None where fewer than two organisations took up both before the first's gain window was over."""
    requests = (first, second)
    by_code = [
        {adopter.organisation: adopter for adopter in register.adopters(request.practice, request.measure)}
        for request in requests
    ]
    adopters, settled = [], 0
    for organisation in sorted(by_code[0].keys() & by_code[1].keys()):
        (earlier, before), (later, after) = sorted(
            ((of_one[organisation], request) for of_one, request in zip(by_code, requests, strict=True)),
            key=lambda adoption: adoption[0].month,
        )
        apart = later.month - earlier.month
        if earlier.fault or later.fault or apart >= before.washout + parameters.window_months:
            continue
        adopters.append(earlier)
        settled = max(settled, before.washout, apart + after.washout)
    kind = find_usual_kind(adopters)
    if len(adopters) < FEWEST_ADOPTERS or not kind:
        return None
    ends = [request.support_end for request in requests if request.support_end is not None]
    names = {adopter.organisation for adopter in adopters}
    return PracticePair(
        replace(
            first,
            practice=BETWEEN_CODES.join((first.practice, second.practice)),
            washout=settled,
            support_end=max(ends, default=None),
        ),
        kind,
        tuple(adopters),
        tuple(_adoptions_beside(first, second, names, register)),
    )


def _adoptions_beside(
    first: PanelRequest, second: PanelRequest, names: set[str], register: AdoptionRegister
) -> Iterator[tuple[str, int, str]]:
    """Adoptions that keep an organisation from being compared with, or an adopter of both from being assessed."""
    of_others = set(register.elsewhere(first.practice, first.measure))
    of_others &= set(register.elsewhere(second.practice, second.measure))
    yield from sorted(of_others)
    for request in (first, second):
        title = register.title(request.practice)
        for adopter in register.adopters(request.practice, request.measure):
            if adopter.organisation not in names:
                yield adopter.organisation, adopter.month, title


def iterate_pair_rows(pair: PracticePanel, parameters: Parameters) -> Iterator[dict[str, Any]]:
    """Yield the row of the newest run twice, so that it is found from either practice."""
    panel, worthwhile = pair.panel, pair.worthwhile(parameters)
    memory, newest = StatusMemory(parameters), None
    for run in range(max(0, int(panel.adopted.min())), panel.months):
        together = find_practice_evidence(panel, list_cohorts(panel, run, parameters), worthwhile, parameters)
        newest = MonthlyRun(run, [], together, memory.add_run(run, together.evidence))
    if newest is None:
        return
    row = pooled_row(pair, newest, parameters)
    row |= {"adopters_of_both": int((panel.adopted < panel.months).sum()), "settled_months": panel.washout}
    first, second = pair.practice.split(BETWEEN_CODES)
    yield {**row, "practice": first, "other_practice": second}
    yield {**row, "practice": second, "other_practice": first}
