"""The cases of `holdgain spc`, and of charts, targets and dates of local measures."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from checks.extracts import organisations
from checks.storage.home import Home
from reports.data.chart_limits import RebaseRecord
from reports.text.narrative import chart_title
from tests.cases.answers import (
    Answer,
    admit_case,
    ask_warehouse,
    chart,
    describe_outcome,
    join_words,
    read_last_point,
    read_summary,
)
from tests.cases.files import Check
from tests.reports.series import month, series
from transforms.spc.any_series import SpcResult

A_SENTENCE = re.compile(r"[^;\n]*(line \d+|no column|options of)[^;\n]*; [^\n]+")
"""A refusal that names the place and the form that is wanted."""
ENGINE_WORDS = re.compile("sniff|CSV Error|Conversion|Binder|Traceback", re.IGNORECASE)
OTHER_DATES = ("ddmmyy", "ddmmyy_dash", "yymmdd", "d_mixed", "d_epoch", "d_inf")


def is_plain_refusal(answer: SpcResult | str) -> bool:
    return isinstance(answer, str) and bool(A_SENTENCE.search(answer)) and not ENGINE_WORDS.search(answer)


def quarantine(*names: str, rule: str) -> Check:
    """A check that the registers are quarantined by this rule."""

    def check(folder: Path, scratch: Path) -> Answer:
        outcomes = admit_case(folder, Home(scratch), names)
        are_right = all(
            outcome.status == "quarantined" and any(reason.rule.endswith(rule) for reason in outcome.reasons)
            for outcome in outcomes
        )
        return Answer(join_words([describe_outcome(outcome) for outcome in outcomes]), are_right)

    return check


def check_two_digit_years(folder: Path, scratch: Path) -> Answer:
    refusals = [chart(folder, f"{name}.csv") for name in OTHER_DATES]
    registers = quarantine("p_yy.csv", "r_yy.csv", rule="_malformed")(folder, scratch)
    are_refused = all(is_plain_refusal(answer) for answer in refusals)
    is_read = isinstance(chart(folder, "ok.csv"), SpcResult)
    words = f"{refusals[0]}; and so for {len(OTHER_DATES) - 1} more; registers: {registers.happens}"
    return Answer(words, are_refused and is_read and registers.is_right)


def check_two_of_three(folder: Path, scratch: Path) -> Answer:
    results = [chart(folder, f"{name}.csv", f"{name}.json") for name in ("mdc_23", "mdc_23o")]
    labels = [read_last_point(result)["special_cause_type"] for result in results if isinstance(result, SpcResult)]
    return Answer(f"the last points are {labels}", labels == ["2 in 3 Above CL"] * 2)


def check_targets(folder: Path, scratch: Path) -> Answer:
    nan, infinite, listed, percent = (
        chart(folder, f"{name}.csv", f"{name}.json")
        for name in ("nan_target", "inf_target", "target_list", "target_pct")
    )
    has_none = isinstance(nan, SpcResult) and not read_summary(nan)["assurance_type"]
    is_reported = isinstance(percent, SpcResult) and any("target is 95" in warning for warning in percent.warnings)
    are_refused = is_plain_refusal(infinite) and is_plain_refusal(listed) and "column target" in str(listed)
    words = f"NaN is no target: {has_none}; 95 for shares is reported: {is_reported}; a list: {listed}"
    return Answer(words, has_none and is_reported and are_refused)


def check_excel_series(folder: Path, scratch: Path) -> Answer:
    answers = {
        path.stem: chart(folder, path.name, "opt_bom.json" if path.stem == "opt_bom" else None)
        for path in sorted(folder.glob("*.csv"))
    }
    refused = {name: answer for name, answer in answers.items() if isinstance(answer, str)}
    hourly = answers["hourly"]
    rhythm = read_summary(hourly)["period"] if isinstance(hourly, SpcResult) else "refused"
    read = f"{len(answers) - len(refused)} of {len(answers)} are read, hourly by the {rhythm}"
    words = f"{read}; {join_words([*refused.values()])}"
    are_plain = all(is_plain_refusal(answer) for answer in refused.values())
    return Answer(words, are_plain and rhythm == "hour" and "dupheader" in refused and len(refused) <= 5)


def check_rates(folder: Path, scratch: Path) -> Answer:
    home = Home(scratch / "home")
    lines = (folder / "meas2.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = sorted({line.split(",")[1] for line in lines})
    listed = [",".join(organisations.LOCAL.headers), *(f"{code},SAMPLE {code},provider,,,," for code in codes)]
    (scratch / "organisations.csv").write_text("\n".join(listed) + "\n", encoding="utf-8")
    admit_case(scratch, home, ["organisations.csv"])
    admit_case(folder, home, ["defs2.csv", "meas2.csv"])
    charts = ask_warehouse(
        home,
        "select lower_limit, upper_limit, coalesce(variation, '') not in ('', 'common_cause') from mart.chart "
        "where measure in ('falls_u', 'falls_uprime') and organisation like 'ZZR%'",
    )
    limits = [(float(str(lower)), float(str(upper))) for lower, upper, _ in charts if lower is not None]
    signals = sum(bool(signal) for _, _, signal in charts)
    lowest, highest = min(limits, default=(0.0, 0.0))[0], max((upper for _, upper in limits), default=0.0)
    words = f"limits from {lowest:.1f} to {highest:.1f} per 1,000; {signals} of {len(charts)} charts have a signal"
    # limits of 4.2 to 8.1 are expected; a signal in more than a seventh is not chance
    return Answer(words, len(limits) == len(charts) and lowest > 2 and 7 < highest < 12 and 7 * signals <= len(charts))


def check_headline(folder: Path, scratch: Path) -> Answer:
    worse = series([0.72, 0.70] * 6 + [0.68], chart="run", sentence="No sign of a shift.")
    rebase = RebaseRecord("m", "ZZA", month(9), "A new unit", None, "approved", None, "director", None, None, True)
    titles = [chart_title(worse), chart_title(replace(worse, chart="xmr", rebases=(rebase,)))]
    are_own = not any("than a year before" in title for title in titles)
    words = f"the centre line of a run chart is called {worse.centre_word}; headlines: {titles}"
    return Answer(words, are_own and worse.centre_word == "Median")


def check_guarded_answer(folder: Path, scratch: Path) -> Answer:
    summaries = {name: chart(folder, f"{name}.csv") for name in ("mostzeros", "short5")}
    rows = {name: read_summary(result) for name, result in summaries.items() if isinstance(result, SpcResult)}
    are_guarded = all(row["variation_type"] and not row["guarded_variation"] for row in rows.values())
    words = "; ".join(
        f"{name}: rule set {row['variation_type']}, to show {row['guarded_variation'] or 'nothing'}"
        for name, row in rows.items()
    )
    return Answer(words, are_guarded and len(rows) == len(summaries))


SPC: dict[str, Check] = {
    "01-two-digit-year": check_two_digit_years,
    "02-two-of-three-mdc": check_two_of_three,
    "04-target-nan": check_targets,
    "06-excel-series": check_excel_series,
    "08-rate-limits-thousand": check_rates,
    "09-headline-year-before": check_headline,
    "12-support-ends-year": quarantine("prog_yy.csv", rule="date_malformed"),
    "17-spc-unguarded-icons": check_guarded_answer,
}
