"""The cases of files: published extracts, and what analysts make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from checks.storage.home import Home
from tests.cases.answers import Answer, admit_case, ask_warehouse, describe_outcome, join_words

Check = Callable[[Path, Path], Answer]


def accept(*names: str, kind: str, month: str, rows: int | None = None) -> Check:
    """A check that the files are accepted as this kind and month, without a warning."""

    def check(folder: Path, scratch: Path) -> Answer:
        outcomes = [admit_case(folder, Home(scratch / name), [name])[0] for name in names]
        are_right = all(
            (outcome.status, outcome.kind, outcome.month) == ("accepted", kind, month)
            and rows in (None, outcome.rows)
            and not [reason for reason in outcome.reasons if reason.severity != "info"]
            for outcome in outcomes
        )
        return Answer(join_words([describe_outcome(outcome) for outcome in outcomes]), are_right)

    return check


def take_or_name(*names: str, family: str, kind: str = "") -> Check:
    """A check that the files are taken, each as a load or a load for each month, or are refused as this family.

    A file that is recognised as the `kind` and is not whole is named too: the cases are small.
    """

    def check(folder: Path, scratch: Path) -> Answer:
        outcomes = admit_case(folder, Home(scratch), names)
        refused = [outcome for outcome in outcomes if outcome.status != "accepted"]
        refusals = [outcome.reasons[0].message for outcome in refused]
        are_right = all(
            family in message or outcome.kind == kind for outcome, message in zip(refused, refusals, strict=True)
        )
        return Answer(join_words([*map(describe_outcome, outcomes), *refusals]), are_right)

    return check


def check_rtt_slice(folder: Path, scratch: Path) -> Answer:
    home = Home(scratch)
    [outcome] = admit_case(folder, home, ["20230430-RTT-April-2023-full-extract.csv"])
    if outcome.status == "quarantined":
        return Answer(describe_outcome(outcome), is_right=True)
    [(england,)] = ask_warehouse(home, "select count(*) from core.observation where organisation = 'ENGLAND'")
    is_warned = any(reason.severity == "warning" for reason in outcome.reasons)
    return Answer(f"{describe_outcome(outcome)}; figures of England: {england}", is_warned and not england)


def check_older_ods_file(folder: Path, scratch: Path) -> Answer:
    home = Home(scratch)
    newer, older = admit_case(folder, home, ["1-etr-2026.csv", "2-etr-2022.csv"])
    [(board,)] = ask_warehouse(home, "select icb from core.organisation where organisation = 'RC9'")
    rules = [reason.rule for reason in older.reasons]
    words = f"{describe_outcome(newer)}; {describe_outcome(older)}; the board of RC9 is {board}"
    return Answer(words, (rules, board) == (["older_register"], "S1Y5D"))


def check_one_publication_twice(folder: Path, scratch: Path) -> Answer:
    home = Home(scratch)
    outcomes = admit_case(folder, home, ["1-Monthly-AE-March-2026.csv", "2-March-2026-AE-by-provider.csv"])
    [(revised,)] = ask_warehouse(home, "select count(*) from mart.revision")
    current = ask_warehouse(home, "select file_name from core.load where status = 'accepted' and kind = 'ae'")
    are_accepted = all(outcome.status == "accepted" for outcome in outcomes)
    words = f"{join_words([*map(describe_outcome, outcomes)])}; {revised} figures revised; {current[0][0]} counts"
    return Answer(words, are_accepted and not revised and current == [("1-Monthly-AE-March-2026.csv",)])


FILES: dict[str, Check] = {
    "01-ae-workbook-hidden-column": accept(
        "March-2026-AE-by-provider.xlsx", "March-2026-AE-by-provider.csv", kind="ae", month="2026-03", rows=4
    ),
    "02-ae-workbook-xls": accept("March-2026-AE-by-provider.xls", kind="ae", month="2026-03"),
    "03-ae-sheet-field-test-dashes": accept("August-2021-AE-by-provider.csv", kind="ae", month="2021-08"),
    "04-ae-sheet-period-two-digit-year": accept("May-26-AE-by-provider.csv", kind="ae", month="2026-05"),
    "06-ae-workbook-hidden-working-sheet": accept("February-2025-AE-by-provider.xlsx", kind="ae", month="2025-02"),
    "07-workbook-with-power-query": accept(
        "March-2026-with-query.xlsx", "March-2026-without-query.xlsx", kind="ae", month="2026-03"
    ),
    "08-mrr-annual-csv": take_or_name("Annual-CSV-2023-24.csv", family="Monthly Referral Return"),
    "09-rtt-slice-of-two-providers": check_rtt_slice,
    "11-ods-older-file-after-newer": check_older_ods_file,
    "13-weekly-ae-sitrep": take_or_name("weekly_ae_sitrep.csv", family="weekly A&E"),
    "14-ambulance-ambsys": take_or_name("AmbSYS.csv", family="ambulance"),
    "15-cancer-combined-workbook": take_or_name(
        "January-2026-Monthly-Combined-Workbook.xlsx",
        "Provider_Level_Performance.csv",
        family="cancer waiting times",
        kind="cancer",
    ),
    "18-dm01-full-extract": take_or_name("DM01-MAY-2026-full-extract.csv", family="DM01"),
    "19-rtt-before-october-2017": take_or_name(
        "18wksRTT - Monthly EXTRACTS - Jan17.csv", family="April 2015 to September 2017"
    ),
    "22-rtt-commissioner-workbooks-2009-2015": take_or_name(
        "2009-12-incomplete-PCT.csv", "2015-01-incomplete-CCG.csv", family="RTT waiting times, workbook"
    ),
    "23-ae-csv-then-sheet-of-one-month": check_one_publication_twice,
}
