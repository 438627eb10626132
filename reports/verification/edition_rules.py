"""Works out again what an edition counts, one function for each kind of claim; changes and listings are beside it."""

from __future__ import annotations

from collections.abc import Callable

from reports.claims.claim import Claim
from reports.verification import area_news, change_rules, listing_rules
from reports.verification.edition_facts import EditionWarehouse, Values
from reports.verification.series_rules import reaches


def _received(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    accepted = [load for load in warehouse.loads if load[0] == claim.measure and load[3] == "accepted"]
    if not accepted:
        return None
    day = max(load[2] for load in accepted).date()
    last = [load for load in accepted if load[2].date() == day]
    months = sorted(load[1] for load in last if load[1])
    ends = (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}") if months else (None, None)
    return (f"{day:%Y-%m-%d}", len(last), len(months), *ends)


def _files(warehouse: EditionWarehouse, _: Claim) -> Values:
    statuses = [load[3] for load in warehouse.loads]
    return (len(statuses), statuses.count("quarantined"), statuses.count("superseded"))


def _group(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """Organisations of a kind with a figure in a month, those that meet the standard, and those that are hidden."""
    kind, month = str(claim.values[0]), claim.month
    ours = [
        facts
        for (measure, organisation), facts in warehouse.series.series.items()
        if measure == claim.measure and warehouse.kinds[organisation][0] == kind
    ]
    hidden = [
        months
        for (measure, organisation), months in warehouse.series.hidden.items()
        if measure == claim.measure and warehouse.kinds[organisation][0] == kind
    ]
    newest = max(max([facts.months[-1], *facts.hidden]) for facts in ours)
    newest = max([newest, *(max(months) for months in hidden)])
    if f"{newest:%Y-%m}" != month:
        return (kind, None, None, None, None)
    now = [facts for facts in ours if facts.months[-1] == newest]
    standard = warehouse.series.standard_of(claim.measure, newest)
    is_judged = standard and now and now[0].measure.direction != "neutral"
    met = sum(reaches(facts, facts.values[-1], standard[0]) for facts in now) if standard and is_judged else None
    ever = sum(newest not in facts.hidden for facts in ours)
    return (kind, len(now), ever, met, sum(newest in months for months in hidden))


def _funnel(warehouse: EditionWarehouse, claim: Claim) -> Values:
    places = [position for (measure, _), (_, position, _) in warehouse.funnels.items() if measure == claim.measure]
    return (len(places), places.count("above_998"), places.count("below_998"))


def _outlier(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    funnel = warehouse.funnels.get((claim.measure, claim.organisation))
    return funnel[:2] if funnel else None


def _funnel_dot(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    funnel = warehouse.funnels.get((claim.measure, claim.organisation))
    return (funnel[0], funnel[2], funnel[1]) if funnel else None


def _in_100(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    facts = warehouse.series.series.get((claim.measure, claim.organisation))
    is_last = facts is not None and f"{facts.months[-1]:%Y-%m}" == claim.month
    return (facts.values[-1],) if facts and is_last else None


def _gaps_closed(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """The adopters with a gain and a level before it that have not merged into another."""
    return (
        sum(
            row["status"] in WITH_A_GAIN
            and None not in (row["gain"], row["baseline"])
            and not row.get("merged_into")
            and bool(organisation)
            and row["measure"] == claim.measure
            for (_, organisation), row in warehouse.practices.verdicts.items()
        ),
    )


def _members(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_members(warehouse.listings, claim)


def _listed(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_listed(warehouse.listings, warehouse.kinds, claim)


def _rows(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return listing_rules.count_rows(warehouse.listings, warehouse.series, warehouse.kinds, claim)


def _area_now(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return listing_rules.read_area_now(warehouse.listings, claim)


def _member_sum(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    return warehouse.sums.recompute(claim)


def _measures(warehouse: EditionWarehouse, claim: Claim) -> Values:
    return (sum(organisation == claim.organisation for _, organisation in warehouse.series.wholes),)


def _services(warehouse: EditionWarehouse, claim: Claim) -> Values:
    """The services of an organisation with figures on a measure."""
    return (
        sum(
            organisation == claim.organisation and facts.measure.whole_measure == claim.measure
            for (_, organisation), facts in warehouse.series.series.items()
        ),
    )


def _edition(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    newest = max(measure.last_month for measure in warehouse.series.measures.values())
    return (str(claim.values[0]), len(warehouse.loads)) if claim.month == f"{newest:%Y-%m}" else None


def _adopted(warehouse: EditionWarehouse, claim: Claim) -> Values:
    statuses = [
        row["status"]
        for (_, organisation), row in warehouse.practices.verdicts.items()
        if organisation == claim.organisation
    ]
    options = statuses.count("not_adopted")
    return (len(statuses) - options, options)


def _definition(_: EditionWarehouse, __: Claim) -> Values:
    return ()


def _quarantined(warehouse: EditionWarehouse, claim: Claim) -> Values | None:
    known = {
        (kind, f"{month:%Y-%m}" if month else "")
        for kind, month, _, status in warehouse.loads
        if status in ("quarantined", "superseded")
    }
    return () if (claim.measure, claim.month) in known else None


WITH_A_GAIN = ("gain", "sustained", "re_gained")
EDITION_RULES: dict[str, Callable[[EditionWarehouse, Claim], Values | None]] = {
    "trusts met": change_rules.count_trusts_met,
    "new signals": change_rules.count_new_signals,
    "new signal": change_rules.read_new_signal,
    "compared on the year": change_rules.count_compared,
    "mover": change_rules.read_mover,
    "news": change_rules.count_news,
    "status change": change_rules.read_status_change,
    "new adopter": change_rules.read_new_adopter,
    "area news": area_news.count_area_news,
    "early warning": area_news.read_early_warning,
    "behind": area_news.read_behind,
    "losing": area_news.count_losing,
    "received": _received,
    "files": _files,
    "group": _group,
    "funnel": _funnel,
    "gaps closed": _gaps_closed,
    "in 100": _in_100,
    "outlier": _outlier,
    "funnel dot": _funnel_dot,
    "members": _members,
    "listed": _listed,
    "rows": _rows,
    "area now": _area_now,
    "member sum": _member_sum,
    "measures": _measures,
    "services": _services,
    "edition": _edition,
    "adopted": _adopted,
    "definition": _definition,
    "quarantined": _quarantined,
}
