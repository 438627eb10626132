"""Single pages of the sample edition, rendered and checked; the warehouse has some rare cases more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from reports.claims.claim_book import ClaimBook
from reports.data import series_reader
from reports.pages import (
    all_pages,
    changed_pages,
    front_page,
    gaps_page,
    measure_pages,
    methods_page,
    organisation_pages,
    proposals_page,
    quality_log,
    quality_page,
    revisions_page,
)
from reports.pages.site import EditionSite
from reports.text import changes
from reports.verification.falsehood import VerificationReport
from reports.verification.verify import EditionCheck

PROVIDERS = ("ZZR01", "ZZY05")
"""One with peers, and one whose limits say what to expect."""
AREAS = ("ZZA", "ZZN", "ZZF", "cohort-sample_first_wave")
"""A board, a region, a board that only a register knows, and a cohort."""


@dataclass
class Pages:
    """Renders single pages of the sample edition and checks them; the warehouse is read once."""

    con: duckdb.DuckDBPyConnection
    site: EditionSite
    edition_check: EditionCheck

    def check_providers(self, folder: Path) -> VerificationReport:
        self._start(folder)
        for code in PROVIDERS:
            series_list = series_reader.series_of(self.con, self.site.shared, code)
            organisation_pages.add_organisation_page(self.site, self.site.shared.organisations[code], series_list)
        return self._check()

    def check_practices(self, folder: Path) -> VerificationReport:
        self._start(folder)
        for _ in all_pages.render_practice_pages(self.site):
            pass
        return self._check()

    def check_measures(self, folder: Path) -> VerificationReport:
        self._start(folder)
        for _ in measure_pages.measure_pages(self.site):
            pass
        return self._check()

    def check_proposals(self, folder: Path) -> VerificationReport:
        self._start(folder)
        proposals_page.proposals_page(self.site)
        return self._check()

    def check_front_page(self, folder: Path) -> VerificationReport:
        """The front page counts what it saw on the way, so all series are looked at; no other page is written."""
        self._start(folder)
        self.site.tally, self.site.england = changes.ChangeTally(), []
        for code, series_list in series_reader.by_organisation(self.con, self.site.shared):
            if code == "ENGLAND":
                self.site.england = series_list
            else:
                for series in series_list:
                    self.site.tally.look_at(series, self.site.shared)
        front_page.front_page(self.site)
        return self._check()

    def check_quality(self, folder: Path) -> VerificationReport:
        self._start(folder)
        quality_page.quality_page(self.site)
        quality_log.quality_log(self.site)
        return self._check()

    def check_revisions(self, folder: Path) -> VerificationReport:
        self._start(folder)
        revisions_page.revisions_page(self.site)
        return self._check()

    def check_methods(self, folder: Path) -> VerificationReport:
        self._start(folder)
        methods_page.methods_page(self.site)
        return self._check()

    def check_gaps(self, folder: Path) -> VerificationReport:
        self._start(folder)
        gaps_page.gaps_page(self.site)
        return self._check()

    def check_areas(self, folder: Path) -> VerificationReport:
        """The pages of a board and of a cohort, the list of areas, and what changed in each."""
        self._start(folder)
        self.site.tally, self.site.area_cells = changes.ChangeTally(), {}
        for code, series_list in series_reader.by_organisation(self.con, self.site.shared):
            organisation = self.site.shared.organisations[code]
            for series in series_list if organisation.kind != "england" else ():
                self.site.tally.look_at(series, self.site.shared)
            if code in AREAS:
                organisation_pages.add_organisation_page(self.site, organisation, series_list)
        for _ in changed_pages.changed_pages(self.site):
            pass
        all_pages._write_lists(self.site)
        return self._check()

    def _start(self, folder: Path) -> None:
        self.site.printer.folder, self.site.printer.claims = folder, ClaimBook()
        # a test may have broken what makes them
        self.site.comparison_rows.clear()

    def _check(self) -> VerificationReport:
        self.site.write_claims()
        return self.edition_check.check(self.site.folder)


RARE_CASES = (
    """update mart.reading_phase set refusal = 'not_stable', is_coloured = false
    where measure = 'ae_within_4h_type1' and organisation = 'ZZR01' and is_newest""",
    """update mart.reading_phase set refusal = 'old', is_coloured = false
    where measure = 'ae_attendances' and organisation = 'ZZY05' and is_newest""",
    """update mart.gain set grade_causes = 'few_alike,few_comparators,trend_before', stands_out = false
    where practice = 'HELD' and organisation = (
        select max(organisation) from mart.gain where practice = 'HELD' and gain_lower > 0 and merged_into is null
    )""",
    # what changed in the first board: a verdict, an early warning, figures that are late
    """insert into mart.gain_history by name select 'HELD' as practice, 'ZZR00' as organisation, month,
        measure, status, is_provisional, confirmed_status from mart.gain_history where organisation = (
            select organisation from mart.gain_history where practice = 'HELD' and confirmed_status = 'eroding' limit 1
        )""",
    """insert into mart.early_warning by name select 'ZZR00' as organisation, * exclude (organisation)
    from mart.early_warning where practice = 'HELD'""",
    """delete from core.observation where measure = 'dm01_activity' and organisation = 'ZZR00'
    and month = (select max(month) from core.observation where measure = 'dm01_activity')""",
    # eight trusts are too few for a funnel; a test asks for one all the same
    """update mart.benchmark set centre = 0.8, lower_95 = 0.75, upper_95 = 0.85, lower_998 = 0.7, upper_998 = 0.83,
    position = case when value > 0.83 then 'above_998' when value < 0.7 then 'below_998' else 'inside' end
    where measure = 'ae_within_4h' and starts_with(peer_kind, 'trust')""",
    # on the page of data quality: a warning, an organisation that is absent, and a fault of a register
    """insert into core.reason by name
    select * replace ('accepted' as status, false as is_acknowledged) from core.reason limit 1""",
    """insert into core.absence by name select 'ae_attendances' as measure, 'ZZR00' as organisation, 'ENGLAND' as total,
    date '2026-03-01' as month, date '2026-02-01' as last_month, 0.01 as share, 'awaited' as state""",
    """insert into core.register_problem by name select load_id, kind, 2 as row, 'no_such_practice' as rule,
    'warning' as severity, 'No register has the practice.' as message, 'Add it.' as advice from core.load limit 1""",
    "delete from mart.member_sum where measure = 'dm01_activity'",
    """insert into core.organisation by name select 'ZZF' as organisation, 'ICB' as kind,
    'NHS Sample Fens Integrated Care Board' as name""",
    # what notes are about: months left out at a trust and of a whole measure, a merger in part, a phase with a cause,
    # and newest totals that lack two organisations
    """insert into core.exclusion by name select unnest(['ZZR01', 'ZZR00']) as organisation, 'ae_within_4h' as measure,
    date '2025-08-01' as from_month, date '2025-10-01' as to_month, 'It tested <another> standard' as why,
    'A letter' as source""",
    """insert into core.exclusion by name select min(measure) as measure, 'ZZY05' as organisation,
    date '2025-08-01' as from_month, date '2026-08-01' as to_month, 'It tested another standard' as why,
    'A letter' as source from core.observation
    where measure not in (select measure from core.observation where organisation = 'ZZY05')""",
    """insert into core.merger by name select 'ZZR05' as predecessor, 'ZZR01' as successor, date '2026-02-01' as month,
    'split' as kind, false as is_joined""",
    """update mart.reading_phase set cause = 'new_level' where measure = 'ae_within_4h' and organisation = 'ZZR01'
    and is_newest""",
    """insert into core.absence by name select 'ae_attendances' as measure, unnest(['ZZR04', 'ZZR05']) as organisation,
    total, month, date '2026-07-01' as last_month, unnest([0.04, 0.0001]) as share, 'awaited' as state
    from (select organisation as total, max(month) as month from core.observation
        where measure = 'ae_attendances' and organisation in ('ENGLAND', 'ZZA') group by all)""",
    """insert into mart.incomplete_total by name select measure, total, month, 2 as organisations, 0.04 as share,
    true as is_flagged from core.absence where month > date '2026-08-01' group by all""",
    "update mart.gain set other_practice = 'Frailty unit' where practice = 'HELD' and organisation = 'ZZR04'",
)
"""Grey charts and cautions, of which the sample has none."""


def propose_new_level(con: duckdb.DuckDBPyConnection) -> None:
    """Add a proposal by the data for the second half of a series: the sample has none that is open."""
    rows = con.execute(
        "select month, value from core.observation where measure = 'ae_within_4h' and organisation = 'ZZR01' order by 1"
    ).fetchall()
    at = len(rows) // 2
    before, after = [value for _, value in rows[:at]], [value for _, value in rows[at:]]
    mean_before, mean = sum(before) / len(before), sum(after) / len(after)
    is_up = mean > mean_before
    in_a_row = next((count for count, value in enumerate(after) if (value > mean_before) != is_up), len(after))
    evidence = (
        f"{in_a_row} months in a row {'above' if is_up else 'below'} the mean before, from {rows[at][0]:%B %Y} on: "
        f"{mean:.3%} on average, {mean_before:.3%} in the {at} before."
    )
    con.execute(
        "insert into mart.rebase_proposal by name select 'ae_within_4h' as measure, 'ZZR01' as organisation, "
        "? as month, 'Nobody has named its cause.' as reason, ? as evidence, 'proposed by the data' as state",
        [rows[at][0], evidence],
    )
