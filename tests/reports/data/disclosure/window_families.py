"""Families of measures that are related in a window: stocks, denominators, rolling sums, totals since April.

They are at two trusts of their own and their sites, which no register places in an area.
"""

from __future__ import annotations

from tests.reports.data.disclosure.family_figures import CASES, MONTHS, Families

TRUSTS = ("RYA", "RYB")
SITES = (*(f"{trust}0{number}" for trust in TRUSTS for number in (1, 2, 3)),)
FLOWS = ("added", "removed", "opened", "closed", "joined", "departed")
"""What a stock gains and loses: how much more it gained than it lost stays known."""
KINDS = ("burn", "cut", "drug", "food", "other_kind")


def add_windows(families: Families) -> None:
    for code in TRUSTS:
        for add in (_add_stocks, _add_denominators, _add_sums, _add_left_out, _add_sites):
            add(families, code)


def _add_stocks(families: Families, code: str) -> None:
    """A list on the first day of each month, and one on the last that is the denominator of a share."""
    opening = closing = 400
    before = ""
    for month in MONTHS:
        opened, closed, joined, departed = families.many(), families.few(), families.many(), families.few()
        closing += joined - departed
        families.send(code, month, opening=opening, opened=opened, closed=closed, joined=joined, departed=departed)
        _send_share(families, code, month, "within", closing)
        if before:
            _rise(families, code, ("opening", before, month), {("opened", before): -1, ("closed", before): 1})
            _rise(families, code, ("within" + CASES, before, month), {("joined", month): -1, ("departed", month): 1})
        opening += opened - closed
        before = month


def _rise(families: Families, code: str, stock: tuple[str, str, str], flows: dict[tuple[str, str], float]) -> None:
    name, before, month = stock
    factors = {(name, code, month): 1.0, (name, code, before): -1.0}
    families.sums.append(factors | {(flow, code, at): factor for (flow, at), factor in flows.items()})


def _send_share(families: Families, code: str, month: str, name: str, cases: int) -> None:
    families.send(code, month, **{name: cases // 2, name + CASES: cases})


def _add_denominators(families: Families, code: str) -> None:
    """Appointments, and shares of those of the last three months and of those since April."""
    numbers: list[int] = []
    for at, month in enumerate(MONTHS):
        numbers.append(families.few() + (30 if at % 3 else 0))
        families.send(code, month, appointments=numbers[at])
        since = at - (at - 3) % 12 if at >= 3 else 0
        for name, start in (("missed_quarter", at - 2), ("missed_year", since)):
            if start >= 0 and sum(numbers[start:]) >= 40:
                _send_share(families, code, month, name, sum(numbers[start:]))
                parts = (("appointments", code, part) for part in MONTHS[start : at + 1])
                families.add((name + CASES, code, month), *parts)


def _add_sums(families: Families, code: str) -> None:
    """Two parts and their sum over three months; two with a sum a month later; two with a sum since April."""
    for name in ("roll", "late", "year"):
        numbers: list[tuple[int, int]] = []
        parts = (f"{name}_low", f"{name}_high")
        for at, month in enumerate(MONTHS):
            numbers.append((families.few(), families.many()))
            families.send(code, month, **dict(zip(parts, numbers[at], strict=True)))
            since = at - (at - 3) % 12 if at >= 3 else 0
            start, end = {"roll": (at - 2, at + 1), "late": (at - 1, at), "year": (since, at + 1)}[name]
            if start >= 0:
                families.send(code, month, **{f"{name}_all": sum(map(sum, numbers[start:end]))})
                cells = ((part, code, own) for part in parts for own in MONTHS[start:end])
                families.add((f"{name}_all", code, month), *cells)


def _add_left_out(families: Families, code: str) -> None:
    """Five parts without a row where nothing happened."""
    for month in MONTHS:
        parts = {kind: families.few() if families.random.random() < 0.6 else 0 for kind in KINDS}
        sent = {kind: number for kind, number in parts.items() if number}
        if sent:
            families.send(code, month, injuries=sum(sent.values()), **sent)
            families.add(("injuries", code, month), *((kind, code, month) for kind in sent))


def _add_sites(families: Families, code: str) -> None:
    """Sites by the trust's code, without a row where nothing happened; the trust's total under another name."""
    for month in MONTHS:
        numbers = [families.few() if families.random.random() < 0.7 else 0 for _ in range(3)]
        sites = {f"{code}0{at}": number for at, number in enumerate(numbers, start=1) if number}
        for site, number in sites.items():
            families.send(site, month, site_falls=number)
        if sites:
            families.send(code, month, trust_falls=sum(numbers))
            families.add(("trust_falls", code, month), *(("site_falls", site, month) for site in sites))
