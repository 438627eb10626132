"""The tables that pages may read, by what they were computed from."""

from __future__ import annotations

WITHOUT_FIGURES = (
    *("core.absence_rule", "core.adoption", "core.check_result", "core.cohort", "core.damaged_record", "core.decision"),
    *("core.exclusion", "core.extract"),
    *("core.gain_parameter", "core.build_moment", "core.measure", "core.merger", "core.organisation"),
    "core.succession",
    *("core.peer", "core.practice", "core.programme", "core.reason", "core.register_problem", "core.shock"),
    *("core.spc_option", "core.spc_rule_set", "core.standard", "core.term", "mart.adopter"),
    *(
        "mart.adoption_source",
        "mart.data_dictionary",
        "mart.gain_survival",
        "mart.gain_survival_summary",
        "mart.spread_curve",
    ),
    "mart.spread_fit",
)
"""Registers, records and counts of organisations: apart from the words of statuses, nothing that pages read from them
was computed from figures of a measure."""

OF_ONE_SERIES = (
    *("mart.secondary_chart", "mart.chart_limit", "mart.p_chart", "mart.run_chart", "mart.spc", "mart.spc_summary"),
    *("mart.reading_phase", "mart.spc_reading", "mart.spc_reading_summary"),
)
"""Computed from all months of one measure at one organisation: means, limits, signals."""

OF_ONE_MEASURE = (
    *("core.absence", "core.area_now", "mart.balancing", "mart.benchmark", "mart.calibration"),
    *("mart.incomplete_total", "mart.member_sum", "mart.need"),
)
"""Computed from the figures of several organisations: ranks, quarters, funnels, sums, error rates."""

OF_ONE_PRACTICE = (
    *("mart.early_warning", "mart.event_study", "mart.gain_expected", "mart.gain_window", "mart.joint_gain"),
    *("mart.pre_trend", "mart.retention"),
)
"""Computed from the figures of adopters and their comparators."""

OF_PUBLISHED_KINDS = ("core.revision_cell", "mart.revision", "mart.revision_month")
"""Revisions cell by cell, shown only for published statistics; local figures have `core.local_revision`."""

VERDICTS = ("mart.gain", "mart.gain_history", "mart.programme_gain", "mart.programme_gain_history")
"""From a verdict on hidden figures only the words leave (status, reason, since when), and no estimated number."""

BY_SIZE = (*("volume_coverage", "effective_coverage", "held_coverage", "volume_known_share", "fidelity_known_share"),)
"""Coverage weighted by denominators is hidden; coverage counted in organisations is not."""
