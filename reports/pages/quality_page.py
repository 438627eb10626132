"""The data-quality page: how whole and how late the figures are, and what is left out, on one screen."""

from __future__ import annotations

from dataclasses import dataclass

from reports.claims.claim import Claim
from reports.components import edition_claims, quality_claims
from reports.data import absences, quality_reader
from reports.data.damage import read_damage, read_damaged_kinds
from reports.data.quality_reader import RuleTally, WarningTally
from reports.formatting import plural, short_day, short_month
from reports.pages.held_months import STATES_WITH_FIGURES, HeldKind, read_held_kinds
from reports.pages.site import EditionSite


@dataclass(frozen=True)
class HeldRow:
    """A kind of extract as a row for readers: which months there are, and which are not."""

    title: str
    months: str
    count: str
    provisional: str
    missing: str
    received: str
    claim: Claim


def quality_page(site: EditionSite) -> None:
    """Write the page for readers; `quality_log` has every file, fault, warning and rule."""
    con = site.con
    kinds = read_held_kinds(site)
    warnings, rules = quality_reader.read_warnings(con), quality_reader.read_rule_tallies(con)
    site.write(
        "quality.html",
        "quality.html",
        damage=f"{read_damage(con)} {read_damaged_kinds(con)}".strip(),
        damage_claim=edition_claims.claim_damage(),
        rows=[_make_row(kind) for kind in kinds if _held_months(kind)],
        warnings=len(warnings),
        absences=len(absences.list_incomplete_totals(con)),
        problems=len(quality_reader.read_register_problems(con)),
        claims=quality_claims,
        signs=_quality_signs(site, kinds, rules, warnings),
    )


def _held_months(kind: HeldKind) -> list[str]:
    return [state for state in kind.months.values() if state in STATES_WITH_FIGURES]


def _make_row(kind: HeldKind) -> HeldRow:
    held = _held_months(kind)
    months = [month for month, state in kind.months.items() if state in STATES_WITH_FIGURES]
    ends = (min(months), max(months))
    provisional = held.count("provisional")
    return HeldRow(
        kind.title,
        short_month(ends[0]) if ends[0] == ends[1] else " to ".join(map(short_month, ends)),
        f"{len(held):,}",
        f"{provisional:,}" if provisional else "None",
        f"{kind.not_held:,}" if kind.not_held else "None",
        short_day(kind.received_at),
        quality_claims.claim_held_kind(kind.kind, kind.months, kind.received_at),
    )


def _quality_signs(
    site: EditionSite, kinds: list[HeldKind], rules: list[RuleTally], warnings: list[WarningTally]
) -> list[tuple[str, str, str, bool, Claim]]:
    """The four data-quality signs that boards know: letter, name, finding, whether all is well, and the claim."""
    loads = site.shared.loads
    bad = sum(load["status"] == "quarantined" for load in loads)
    gaps = [kind for kind in kinds if kind.not_held]
    tested = sum(rule.examined or 0 for rule in rules)
    superseded = sum(kind.superseded for kind in kinds)
    timely = (
        f"{plural(len(gaps), 'publication has', 'publications have')} months that are late or missing."
        if gaps
        else f"On {site.shared.built_at.partition(',')[0]} no published month was late or missing."
    )
    sign_off = f"{plural(superseded, 'earlier version')} replaced and kept." if superseded else ""
    late = (f"{kind.kind}={kind.not_held}" for kind in gaps)
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
    text = "Every file is archived unchanged"
    return f"{text}; {plural(len(warnings), 'warning')} open." if warnings else f"{text}."
