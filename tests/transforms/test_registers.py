"""The registers as core tables: what files say, in the order of their receipt, and what stands in the warehouse."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from checks.admission import admit
from checks.storage.home import Home
from tests.checks import sheets
from tests.checks.sheets import Row, Sheet
from tests.transforms.warehouse import build_tables, rows

BUILT_TABLES = (
    "core.programme",
    "core.practice",
    "core.register_problem",
    "core.adoption",
    "core.adoption_event",
    "core.cohort",
    "core.eligibility",
)
PRACTICE: Row = {
    "practice": "streaming",
    "programme": "flow",
    "title": "Streaming",
    "measure": "ae_within_4h",
    "direction": "increase",
}
PROGRAMME: Row = {"programme": "flow", "title": "Flow", "approach": "supportive", "starts_text": "2024-02"}


def _event_rows(*events: str, organisation: str = "RAA", practice: str = "streaming", **cells: object) -> list[Row]:
    """Rows from '2024-05 adopted'; an adoption has a source, so that nothing is reported beside the file."""
    reported = (event.split() for event in events)
    return [
        {
            "practice": practice,
            "organisation": organisation,
            "month_text": month,
            "event": event,
            **({"source": "self"} if event == "adopted" else {}),
            **cells,
        }
        for month, event in reported
    ]


def _build_from_files(folder: Path, *files: Sheet) -> Path:
    """A warehouse of a month of A&E (providers RAA to RAD, June 2025) and these files, received in this order."""
    home = Home(folder / "home")
    paths = [item.write(folder, f"{at}.csv") for at, item in enumerate((sheets.ae(), *files))]
    for path in paths:
        [verdict] = admit(home, [path])
        assert verdict.status == "accepted", verdict.reasons
    return build_tables(home, BUILT_TABLES)


def _read_month(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(f"{text}-01") if text else None


def test_a_programme_and_a_practice_as_last_registered(tmp_path: Path) -> None:
    path = _build_from_files(
        tmp_path,
        sheets.register("programmes", PROGRAMME, {**PROGRAMME, "programme": "other", "support_ends_text": "2026-02"}),
        sheets.register("programmes", {**PROGRAMME, "title": "Flow 2", "lead": "Office", "starts_text": "2024-03-15"}),
        sheets.register("practices", {**PRACTICE, "washout_text": "6", "balancing_text": "ae_attendances"}),
        sheets.register(
            "practices",
            {
                **PRACTICE,
                "description": "Minor cases apart, at once",
                "aim": "80% by March",
                "balancing_text": " ae_attendances;ae_12h_dta_waits ;",
                "guidance_url": "https://example.org/a",
            },
        ),
    )
    assert rows(path, "from core.programme order by programme") == [
        ("flow", "Flow 2", "Office", None, "supportive", datetime.date(2024, 3, 15), None),
        ("other", "Flow", None, None, "supportive", datetime.date(2024, 2, 1), datetime.date(2026, 2, 28)),
    ]
    assert rows(path, "from core.practice") == [
        (
            *("streaming", "flow", "Streaming", "Minor cases apart, at once", "ae_within_4h", "increase"),
            *("80% by March", 3, ["ae_attendances", "ae_12h_dta_waits"], "https://example.org/a"),
            "ALL",
        )
    ]
    assert rows(path, "from core.register_problem") == []


ADOPTION = (
    "considered_month, declined_month, committed_month, adopted_month, first_adopted_month, embedded_month, "
    "stopped_month, latest_event, is_live"
)


@pytest.mark.parametrize(
    ("events", "wanted"),
    [
        (["2024-03 considering"], ("2024-03", None, None, None, None, None, None, "considering", False)),
        (
            ["2024-03 considering", "2024-04 declined"],
            ("2024-03", "2024-04", None, None, None, None, None, "declined", False),
        ),
        (
            ["2024-03 committed", "2024-05 adopted", "2025-01 embedded"],
            (None, None, "2024-03", "2024-05", "2024-05", "2025-01", None, "embedded", True),
        ),
        (
            ["2024-05 adopted", "2024-09 embedded", "2024-11 stopped"],
            (None, None, None, "2024-05", "2024-05", "2024-09", "2024-11", "stopped", False),
        ),
        # stopped and begun again, later and in the same month
        (
            ["2024-05 adopted", "2024-09 embedded", "2024-11 stopped", "2025-02 adopted"],
            (None, None, None, "2025-02", "2024-05", None, None, "adopted", True),
        ),
        (
            ["2024-05 adopted", "2024-11 stopped", "2024-11 adopted"],
            (None, None, None, "2024-11", "2024-05", None, None, "adopted", True),
        ),
        (
            ["2024-05 adopted", "2024-05 stopped"],
            (None, None, None, "2024-05", "2024-05", None, "2024-05", "stopped", False),
        ),
        (
            ["2024-05 adopted", "2024-11 stopped", "2025-02 adopted", "2025-04 stopped", "2025-05 considering"],
            ("2025-05", None, None, "2025-02", "2024-05", None, "2025-04", "considering", False),
        ),
    ],
)
def test_where_an_adoption_stands(events: list[str], wanted: tuple[str | bool | None, ...], tmp_path: Path) -> None:
    path = _build_from_files(
        tmp_path,
        sheets.register("programmes", PROGRAMME),
        sheets.register("practices", PRACTICE),
        sheets.register("adoptions", *_event_rows(*events)),
    )
    months = tuple(_read_month(str(month)) if month else None for month in wanted[:7])
    assert rows(path, f"select {ADOPTION} from core.adoption") == [(*months, *wanted[7:])]
    assert rows(path, "from core.register_problem") == []


def test_a_newer_file_corrects_and_takes_back(tmp_path: Path) -> None:
    path = _build_from_files(
        tmp_path,
        sheets.register("adoptions", *_event_rows("2024-05 adopted", "2024-09 embedded", fidelity_text="0.5")),
        sheets.register(
            "adoptions", *_event_rows("2024-05 adopted", source="peer", peer_organisation="RAB", contact="QI")
        ),
        sheets.register(
            "adoptions", *_event_rows("2024-09 embedded", source="withdrawn"), *_event_rows("2024-10 embedded")
        ),
    )
    actual = rows(path, "select month, event, source, peer_organisation, fidelity, row from core.adoption_event")
    assert actual == [
        (_read_month("2024-05"), "adopted", "peer", "RAB", None, 2),
        (_read_month("2024-10"), "embedded", None, None, None, 3),
    ]
    columns = "adopted_month, embedded_month, source, peer_organisation, fidelity, contact"
    assert rows(path, f"select {columns} from core.adoption") == [
        (_read_month("2024-05"), _read_month("2024-10"), "peer", "RAB", None, "QI")
    ]


def test_a_blank_source_is_not_that_of_an_earlier_adoption(tmp_path: Path) -> None:
    events = [
        *_event_rows("2024-05 adopted", source="peer", peer_organisation="RAB"),
        *_event_rows("2024-09 stopped"),
        *_event_rows("2025-01 adopted", source="", fidelity_text="0.7"),
    ]
    path = _build_from_files(tmp_path, sheets.register("adoptions", *events))
    actual = rows(path, "select adopted_month, source, peer_organisation, fidelity from core.adoption")
    assert actual == [(_read_month("2025-01"), None, None, 0.7)]


def test_the_newest_fidelity_and_contact_count(tmp_path: Path) -> None:
    events = [
        *_event_rows("2024-05 adopted", fidelity_text="0.4", contact="flow.team@trust.example"),
        *_event_rows("2024-09 embedded", fidelity_text="0.9"),
        *_event_rows("2025-01 stopped"),
    ]
    path = _build_from_files(tmp_path, sheets.register("adoptions", *events))
    assert rows(path, "select fidelity, contact from core.adoption") == [(0.9, "flow.team@trust.example")]


def test_the_newest_file_tells_all_months_of_a_pair(tmp_path: Path) -> None:
    pair: Row = {"practice": "streaming", "organisation": "RAA"}
    path = _build_from_files(
        tmp_path,
        sheets.register(
            "eligibility",
            {**pair, "from_text": "2023-01", "to_text": "2023-06"},
            {**pair, "from_text": "2024-01"},
            {**pair, "organisation": "RAB", "from_text": "2024-01"},
            {**pair, "organisation": "RAC", "from_text": "2024-01"},
        ),
        sheets.register(
            "eligibility",
            {**pair, "from_text": "2024-02", "to_text": "2024-12"},
            {**pair, "organisation": "RAC", "from_text": "2024-01", "to_text": "never"},
        ),
    )
    assert rows(path, "from core.eligibility") == [
        ("streaming", "RAA", _read_month("2024-02"), _read_month("2024-12")),
        ("streaming", "RAB", _read_month("2024-01"), None),
    ]


def test_the_newest_file_tells_all_months_and_the_title_of_a_cohort(tmp_path: Path) -> None:
    wave: Row = {"cohort": "wave-1", "title": "First wave", "organisation": "RAA"}
    path = _build_from_files(
        tmp_path,
        sheets.register(
            "cohorts",
            {**wave, "from_text": "2023-01", "to_text": "2023-06"},
            {**wave, "from_text": "2024-01"},
            {**wave, "organisation": "RAB", "from_text": "2024-01"},
            {**wave, "organisation": "RAC", "from_text": "2024-01"},
        ),
        sheets.register(
            "cohorts",
            {**wave, "title": "The first wave", "from_text": "2024-02"},
            {**wave, "title": "The first wave", "organisation": "RAC", "from_text": "2024-01", "to_text": "never"},
        ),
    )
    assert rows(path, "from core.cohort") == [
        ("wave-1", "The first wave", "RAA", _read_month("2024-02"), None),
        ("wave-1", "The first wave", "RAB", _read_month("2024-01"), None),
    ]


def _read_problems(path: Path) -> list[tuple[object, ...]]:
    return rows(
        path, "select kind, row, practice, organisation, rule, severity from core.register_problem order by 1, 2, 5"
    )


def test_faults_of_practices_are_reported(tmp_path: Path) -> None:
    path = _build_from_files(
        tmp_path,
        sheets.register("programmes", PROGRAMME),
        sheets.register(
            "practices",
            {**PRACTICE, "programme": "nowhere"},
            {**PRACTICE, "practice": "b", "measure": "not_there"},
            {**PRACTICE, "practice": "c", "direction": "decrease", "balancing_text": "ae_attendances; lost"},
            {**PRACTICE, "practice": "d", "measure": "ae_attendances", "direction": "decrease"},
        ),
    )
    assert _read_problems(path) == [
        ("practices", 2, "streaming", None, "unknown_programme", "critical"),
        ("practices", 3, "b", None, "unknown_measure", "critical"),
        ("practices", 4, "c", None, "direction_contradicts_measure", "critical"),
        ("practices", 4, "c", None, "unknown_balancing_measure", "warning"),
    ]
    reported = rows(path, "select message, advice from core.register_problem")
    assert all(text.endswith(".") and "{" not in text for pair in reported for text in pair)


def test_faults_of_adoptions_are_reported(tmp_path: Path) -> None:
    closed = {"organisation": "RAX", "name": "ELSEWHERE", "closed_text": "20240331"}
    path = _build_from_files(
        tmp_path,
        sheets.ods(closed, {"organisation": "RAY", "name": "GONE"}),
        sheets.successions(("RAY", "RAB", "2024-06")),
        sheets.register("programmes", PROGRAMME),
        sheets.register("practices", PRACTICE),
        sheets.register(
            "eligibility",
            *(
                {"practice": "streaming", "organisation": code, "from_text": "2020-01", "to_text": until}
                for code, until in (("RAA", ""), ("RAB", "2024-06"), ("RAX", ""), ("RAY", ""), ("RZZ", ""))
            ),
            {"practice": "lost", "organisation": "RAA", "from_text": "2020-01"},
        ),
        sheets.register("cohorts", {"cohort": "c", "title": "C", "organisation": "RZZ", "from_text": "2020-01"}),
        sheets.register(
            "adoptions",
            *_event_rows("2024-01 adopted"),
            *_event_rows("2024-07 adopted", organisation="RAB", source="peer", peer_organisation="RZY"),
            *_event_rows("2024-05 adopted", organisation="RAX"),
            *_event_rows("2024-06 adopted", organisation="RAY"),
            *_event_rows("2025-07 adopted", organisation="RZZ"),
            *_event_rows("2024-05 considering", practice="lost"),
        ),
    )
    assert _read_problems(path) == [
        ("adoptions", 2, "streaming", "RAA", "adopted_before_programme", "warning"),
        ("adoptions", 3, "streaming", "RAB", "not_eligible", "warning"),
        ("adoptions", 3, "streaming", "RAB", "unknown_peer", "warning"),
        ("adoptions", 4, "streaming", "RAX", "closed_before_adoption", "warning"),
        ("adoptions", 5, "streaming", "RAY", "closed_before_adoption", "warning"),
        ("adoptions", 6, "streaming", "RZZ", "adopted_in_future", "warning"),
        ("adoptions", 6, "streaming", "RZZ", "unknown_organisation", "critical"),
        ("adoptions", 7, "lost", "RAA", "unknown_practice", "critical"),
        ("cohorts", 2, None, "RZZ", "unknown_organisation", "warning"),
        ("eligibility", 6, "streaming", "RZZ", "unknown_organisation", "warning"),
        ("eligibility", 7, "lost", "RAA", "unknown_practice", "warning"),
    ]
    [(message,)] = rows(path, "select message from core.register_problem where organisation = 'RAY'")
    assert message == "It adopted in June 2024, but had closed or merged into RAB by then."


def test_an_impossible_order_across_files_moves_nothing(tmp_path: Path) -> None:
    path = _build_from_files(
        tmp_path,
        sheets.register("programmes", PROGRAMME),
        sheets.register("practices", PRACTICE),
        sheets.register(
            "adoptions", *_event_rows("2024-05 adopted"), *_event_rows("2024-05 embedded", organisation="RAB")
        ),
        sheets.register("adoptions", *_event_rows("2024-09 adopted")),
        sheets.register("adoptions", *_event_rows("2024-10 declined"), *_event_rows("2024-03 stopped")),
    )
    assert {problem[1:5] for problem in _read_problems(path)} == {
        (2, "streaming", "RAA", "adopted_twice"),
        (3, "streaming", "RAB", "before_adoption"),
        (2, "streaming", "RAA", "while_adopted"),
        (3, "streaming", "RAA", "before_adoption"),
    }
    actual = rows(path, "select organisation, adopted_month, embedded_month, stopped_month, is_live from core.adoption")
    assert actual == [("RAA", _read_month("2024-05"), None, None, True), ("RAB", None, None, None, False)]
