"""The methods page: how figures are made, and how often the verdict is wrong."""

from __future__ import annotations

from typing import Any

from reports.claims.claim import ClaimedText
from reports.components import method_claims, method_tables
from reports.data import methods_reader
from reports.data.disclosure import SOURCE, SOURCE_URL
from reports.pages.site import EditionSite
from reports.text import narrative
from reports.text.glossary import GLOSSARY, list_in_alphabet


def methods_page(site: EditionSite) -> None:
    site.write(
        "methods.html",
        "methods.html",
        tables=methods_reader.read_data_dictionary(site.con),
        rule_sets=methods_reader.read_rule_sets(site.con),
        charts=_count_charts(site),
        glossary=list_in_alphabet(GLOSSARY, methods_reader.read_terms(site.con)),
        rule=site.rule,
        rule_claim=method_claims.claim_thresholds(
            site.rule.threshold, site.rule.least_denominator, site.rule.rounding_step
        ),
        rule_set_claim=method_claims.claim_rule_set,
        rule_source=SOURCE,
        rule_source_url=SOURCE_URL,
        **_verdict_methods(site),
    )


def _count_charts(site: EditionSite) -> dict[str, ClaimedText]:
    """Count the series of each measure by chart type."""
    counts_by_measure: dict[str, list[methods_reader.ChartCount]] = {}
    for count in methods_reader.read_chart_counts(site.con):
        if count.measure in site.shared.measures:
            counts_by_measure.setdefault(count.measure, []).append(count)
    return {
        site.shared.measures[measure].title: ClaimedText(
            "; ".join(
                f"{narrative.CHART_WORDS.get(count.chart or '', 'none fits')}: {count.series:,}" for count in counts
            ),
            method_claims.claim_charts(measure, counts),
        )
        for measure, counts in counts_by_measure.items()
    }


def _verdict_methods(site: EditionSite) -> dict[str, Any]:
    runs = site.catalogue.parameters.get("runs_to_confirm")
    return {
        "ladder": method_tables.ladder_rungs(site.catalogue),
        "parameters": method_tables.parameter_rows(site.catalogue),
        "calibrations": method_tables.calibration_rows(site.catalogue, site.shared),
        "claim_ranges": method_tables.list_claim_ranges(site.catalogue),
        "range_claims": method_tables.list_range_claims(site.catalogue),
        "runs_claim": method_claims.claim_parameter(runs) if runs else None,
        "shocks_claim": method_claims.claim_shocks(site.catalogue.shocks),
        "runs_to_confirm": int(site.catalogue.value("runs_to_confirm") or 3),
        "shocks": site.catalogue.shocks,
    }
