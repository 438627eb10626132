"""The data-quality page: months loaded, checks made, files refused and what to do about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.claims.claim import Claim
from reports.components import quality_claims
from reports.data import absences, decisions, month_states, quality_reader
from reports.data.damage import read_damage, read_damaged_kinds
from reports.data.extract_titles import read_extract_titles
from reports.data.quality_reader import RuleTally, WarningTally
from reports.formatting import MONTH_NAMES, join_words, month_name, plural
from reports.pages.site import EditionSite

PROBLEMS_SHOWN = 200
"""Most register faults listed on the page; the warehouse has them all."""


@dataclass(frozen=True)
class KindQuality:
    """One kind of extract: its title, the states of its months by year or run of empty years, and totals in words."""

    kind: str
    title: str
    years: tuple[tuple[str, tuple[str, ...]], ...]
    superseded: int
    missing: tuple[date, ...]
    summary: str
    received_at: Any
    months_claim: Claim
    files_claim: Claim


def quality_page(site: EditionSite) -> None:
    con = site.con
    warnings, rules = quality_reader.read_warnings(con), quality_reader.read_rule_tallies(con)
    problems = quality_reader.read_register_problems(con)
    kinds = _kind_qualities(site)
    site.write(
        "quality.html",
        "quality.html",
        damage=f"{read_damage(con)} {read_damaged_kinds(con)}".strip(),
        reasons=quality_reader.read_quarantine_reasons(con),
        warnings=warnings,
        problems=problems[:PROBLEMS_SHOWN],
        problem_count=len(problems),
        rules={kind.kind: [rule for rule in rules if rule.kind == kind.kind] for kind in kinds},
        kinds=kinds,
        titles={kind.kind: kind.title for kind in kinds},
        states=month_states.STATE_WORDS,
        months=[month[:3] for month in MONTH_NAMES],
        rebases=quality_reader.read_requested_rebases(con),
        decisions=decisions.read_decisions(con),
        absences=absences.list_incomplete_totals(con),
        least=absences.read_flag_threshold(con),
        claims=quality_claims,
        signs=_quality_signs(site, kinds, rules, warnings),
    )


def _kind_qualities(site: EditionSite) -> list[KindQuality]:
    titles = read_extract_titles(site.con)
    loads: dict[str, list[dict[str, Any]]] = {}
    for load in site.shared.loads:
        loads.setdefault(load["kind"], []).append(load)
    ordered = sorted(loads, key=lambda kind: (kind not in titles, titles.get(kind, ""), kind))
    awaited = {kind.kind: kind.awaited for kind in site.punctuality}
    return [
        _kind_quality(kind, titles.get(kind, "Not recognised"), loads[kind], awaited.get(kind, ())) for kind in ordered
    ]


def _kind_quality(kind: str, title: str, loads: list[dict[str, Any]], awaited: Sequence[date] = ()) -> KindQuality:
    accepted_loads = [load for load in loads if load["status"] == "accepted"]
    states = month_states.find_month_states(loads)
    for month in awaited:
        # a quarantined file of that month is why it is late, and stays the state of the month
        states.setdefault(month, "missing")
    missing = tuple(month for month, state in states.items() if state == "missing")
    superseded = sum(load["status"] == "superseded" for load in loads)
    repeated = sum(load["status"] == "repeated" for load in loads)
    withdrawn = sum(load["status"] == "withdrawn" for load in loads)
    quarantined = sum(load["status"] == "quarantined" for load in loads)
    facts = (
        [f"{plural(len(accepted_loads), 'file')}, {sum(load['rows'] or 0 for load in accepted_loads):,} rows"]
        if accepted_loads
        else []
    )
    facts += [f"{superseded} superseded"] if superseded else []
    facts += [f"{repeated} repeated"] if repeated else []
    facts += [f"{withdrawn} withdrawn"] if withdrawn else []
    facts += [f"{quarantined} quarantined"] if quarantined else []
    facts += [f"{plural(len(missing), 'month')} missing"] if missing else []
    span = _format_months([load["month"] for load in accepted_loads if load["month"]])
    received_at = max(load["received_at"] for load in loads)
    return KindQuality(
        kind,
        title,
        month_states.group_by_year(states),
        superseded,
        missing,
        f"{span}{', '.join(facts)}.",
        received_at,
        quality_claims.claim_held_months(kind, states),
        quality_claims.claim_held_files(kind, loads, len(missing)),
    )


def _format_months(months: list[date]) -> str:
    if not months:
        return ""
    first, last = min(months), max(months)
    return f"{month_name(first)}: " if first == last else f"{month_name(first)} to {month_name(last)}: "


def _quality_signs(
    site: EditionSite, kinds: list[KindQuality], rules: list[RuleTally], warnings: list[WarningTally]
) -> list[tuple[str, str, str, bool, Claim]]:
    """The four data-quality signs that boards know: letter, name, finding, whether all is well, and the claim."""
    loads = site.shared.loads
    bad = sum(load["status"] == "quarantined" for load in loads)
    gaps = [kind for kind in kinds if kind.missing]
    tested = sum(rule.examined or 0 for rule in rules)
    superseded = sum(kind.superseded for kind in kinds)
    gap_text = join_words([f"{plural(len(kind.missing), 'month')} of {kind.title}" for kind in gaps])
    timely = (
        f"Late or missing: {gap_text}."
        if gaps
        else f"On {site.shared.built_at.partition(',')[0]} no published month was late or missing."
    )
    sign_off = f"{plural(superseded, 'earlier vintage')} replaced by a revision and kept." if superseded else ""
    late = (f"{kind.kind}={len(kind.missing)}" for kind in gaps)
    sign = quality_claims.claim_sign
    return [
        (
            "S",
            "Sign-off and validation",
            f"As published by the source. {sign_off}".strip(),
            True,
            sign("S", superseded),
        ),
        ("T", "Timely and complete", timely, not gaps, sign("T", *late)),
        (
            "A",
            "Audit and accuracy",
            _audit_sentence(tested, len(rules), bad),
            not bad,
            sign("A", tested, len(rules), bad),
        ),
        ("R", "Robust systems", _robustness_sentence(warnings), True, sign("R", len(warnings))),
    ]


def _audit_sentence(tested: int, rules: int, bad: int) -> str:
    text = f"{tested:,} row checks under {plural(rules, 'rule')}; "
    return text + (f"{plural(bad, 'file')} refused." if bad else "every file passed what it had to pass.")


def _robustness_sentence(warnings: list[WarningTally]) -> str:
    text = "Files are archived unchanged; every figure can be traced to its rows."
    return f"{text} {plural(len(warnings), 'thing')} noticed in accepted files." if warnings else text
