"""Registers for the samples: two programmes, six practices, who adopted them and who could."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks.samples.local import READMISSIONS
from checks.samples.sample_set import NamedContent, SampleSet
from checks.samples.seasons import add_months
from checks.samples.truths import CONSIDERED, PLANS, AdoptionPlan, PlantedTruth
from checks.samples.world import MERGER_MONTH, SampleProvider, World

FLOW, FRONT_DOOR = "sample_flow", "sample_front_door"
PROGRAMMES = (
    (FLOW, "Sample flow programme", "Programme office", "Medical director", "supportive", "2022-09-01", "2025-06-30"),
    (FRONT_DOOR, "Sample front door programme", "Urgent care team", "Chief nurse", "directive", "2023-09-01", ""),
)
FIDELITY = {PlantedTruth.HOLDS: 0.9, PlantedTruth.ERODES: 0.6, PlantedTruth.VANISHES: 0.5, PlantedTruth.NEVER_CAME: 0.3}
USUAL_FIDELITY = 0.8
"""Shares (0 to 1), made up so that lower fidelity goes with a gain that is lost."""


@dataclass(frozen=True)
class SamplePractice:
    """One invented practice; `regions` lists the region codes where it may be adopted (empty: everywhere)."""

    name: str
    programme: str
    title: str
    description: str
    measure: str
    direction: str
    aim: str
    washout: str
    balancing: str
    since: str
    regions: tuple[str, ...] = ()

    def row(self) -> tuple[str, ...]:
        texts = (self.title, self.description, self.measure, self.direction, self.aim, self.washout, self.balancing)
        return (self.name, self.programme, *texts, f"https://practice.example/{self.name}")


_TYPE_1 = "ae_within_4h_type1"
PRACTICES = (
    SamplePractice(
        *("sample_streaming", FLOW, "Streaming at the front door", "A senior nurse sends minor cases elsewhere."),
        *(_TYPE_1, "increase", "9 points more within four hours", "", f"{READMISSIONS}; ae_12h_dta_waits", "2022-09"),
    ),
    SamplePractice(
        *("sample_discharge_lounge", FLOW, "Discharge lounge", "Patients wait for transport outside the ward."),
        *(_TYPE_1, "increase", "9 points more within four hours", "3", READMISSIONS, "2022-09"),
    ),
    SamplePractice(
        *("sample_early_review", FLOW, "Early senior review", "A consultant sees each patient within an hour."),
        *(_TYPE_1, "increase", "9 points more within four hours", "3", "ae_emergency_admissions", "2022-09"),
    ),
    SamplePractice(
        *("sample_huddles", FRONT_DOOR, "Huddles", "Wards and emergency department meet three times a day."),
        *("ae_within_4h", "increase", "5 points more within four hours", "3", "", "2023-09"),
    ),
    SamplePractice(
        *("sample_rapid_clinic", FRONT_DOOR, "Rapid clinic", "Patients return by appointment the next day."),
        *(_TYPE_1, "increase", "9 points more within four hours", "3", "ae_attendances", "2025-09"),
        regions=("ZZN", "ZZM"),
    ),
    SamplePractice(
        *("sample_followup_calls", FRONT_DOOR, "Calls after discharge", "A nurse rings each patient after two days."),
        *(READMISSIONS, "decrease", "3 points fewer readmissions", "3", "ae_attendances", "2023-09"),
    ),
)


def planted_truths(world: World) -> dict[tuple[str, str], PlantedTruth]:
    """Return the planted truth for each (practice, organisation code) that has adopted."""
    return {(plan.practice, world.providers[plan.position].code): truth for plan, truth in _adopter_plans(world)}


def _adopter_plans(world: World) -> list[tuple[AdoptionPlan, PlantedTruth]]:
    """Return the plans for the providers in this world; without the merger, its successor simply holds its gain."""
    plans = [plan for plan in PLANS if plan.position < len(world.providers)]
    is_merged = any(provider.successor for provider in world.providers)
    return [
        (plan, plan.truth if is_merged or plan.truth is not PlantedTruth.MERGED else PlantedTruth.HOLDS)
        for plan in plans
        if plan.truth is not PlantedTruth.MERGED or is_merged or plan.position == 0
    ]


def make_programmes(_: World) -> bytes:
    return _format_file(("programme", "title", "lead", "sponsor", "approach", "starts", "support_ends"), PROGRAMMES)


def make_practices(_: World) -> bytes:
    header = ("practice", "programme", "title", "description", "measure", "direction", "aim")
    rest = ("washout_months", "balancing_measures", "guidance_url")
    return _format_file((*header, *rest), (practice.row() for practice in PRACTICES))


def make_adoptions(world: World) -> bytes:
    """Make the register of every event, in order of month."""
    header = ("practice", "organisation", "month", "event", "source", "peer_organisation", "fidelity", "contact")
    rows = [row for plan, _ in _adopter_plans(world) for row in _event_rows(world, plan)]
    rows += [
        (practice, world.providers[position].code, month, event, "", "", "", "")
        for practice, position, event, month in CONSIDERED
        if position < len(world.providers)
    ]
    return _format_file(header, sorted(rows, key=lambda row: (row[2], row[0], row[1])))


def _event_rows(world: World, plan: AdoptionPlan) -> list[tuple[str, ...]]:
    provider = world.providers[plan.position]
    code, contact = provider.code, f"improvement.team@{provider.code.lower()}.example"
    peer = world.providers[plan.peer].code if plan.peer is not None else ""
    fidelity = str(FIDELITY.get(plan.truth, USUAL_FIDELITY))
    adopted = (plan.practice, code, plan.adopted, "adopted", plan.source, peer, str(USUAL_FIDELITY), contact)
    rows: list[tuple[str, ...]] = [
        (plan.practice, code, add_months(plan.adopted, -4), "considering", "", "", "", ""),
        (plan.practice, code, add_months(plan.adopted, -1), "committed", "", "", "", contact),
        adopted,
    ]
    if plan.truth in FIDELITY:
        rows.append((plan.practice, code, add_months(plan.adopted, 9), "embedded", "", "", fidelity, ""))
    if plan.stopped:
        rows.append((plan.practice, code, plan.stopped, "stopped", "", "", "", ""))
    return rows


def make_eligibility(world: World) -> bytes:
    """Make the register of trusts with a type 1 department where each practice is offered, until any closure."""
    rows = [
        (practice.name, provider.code, practice.since, _last_month(provider))
        for practice in PRACTICES
        for provider in world.providers
        if provider.role.startswith("acute")
        and (not practice.regions or provider.region.code in practice.regions)
        and (provider.closed_from is None or practice.since < MERGER_MONTH)
    ]
    return _format_file(("practice", "organisation", "from", "to"), rows)


def _last_month(provider: SampleProvider) -> str:
    return add_months(provider.closed_from, -1) if provider.closed_from else ""


def _format_file(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    lines = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in (header, *rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def _iterate_history(world: World) -> Iterator[NamedContent]:
    for kind, make in SAMPLES.good.items():
        yield f"{kind}-sample.csv", make(world)


SAMPLES = SampleSet(
    {
        "programmes": make_programmes,
        "practices": make_practices,
        "eligibility": make_eligibility,
        "adoptions": make_adoptions,
    },
    history=_iterate_history,
)
