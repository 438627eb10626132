"""The status of a home in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from checks.reference import publication_calendar
from checks.reference.publication_calendar import format_month_ranges
from checks.storage.home_problem import HomeProblem
from checks.validation.rule_labels import count_in_words, label_rule
from dags.cli.status import Status

MAX_NAMES = 5


def status_sentences(home_status: Status) -> list[str]:
    """The status for a person to read."""
    lines = [f"home: {home_status.home}", ""]
    for kind in home_status.kinds:
        came = f"{kind.last_received_at:.16}" if kind.last_received_at else "never"
        following = f"   next published {kind.next_due}" if kind.next_due else ""
        newest = f"newest {kind.newest_month or '-':<8} {kind.accepted:>5} accepted"
        lines.append(f"{kind.kind:<20} {newest}   last received {came}{following}")
    lines += ["", *late_sentences(home_status), *_kind_notes(home_status)]
    lines += [home_status.clock_fault] if home_status.clock_fault else []
    lines += [
        f"waiting in the inbox: {len(home_status.waiting)}",
        f"claimed, not judged yet: {len(home_status.pending)}",
    ]
    lines += [f"still being written in the inbox: {name}" for name in home_status.arriving]
    lines += [f"left in the inbox, where folders are not read: {name}" for name in home_status.folders]
    lines += _not_taken("quarantined", [bad for bad in home_status.quarantined if not bad["is_refused"]])
    if refused := [bad for bad in home_status.quarantined if bad["is_refused"]]:
        lines += _not_taken("refused, and left in the inbox under a hidden name", refused)
    lines += [HomeProblem(**problem).sentence() for problem in home_status.damaged]
    lines += _reduced(home_status.reduced)
    if home_status.is_open_to_others:
        lines.append(_open_home(home_status))
    if home_status.register_problems:
        lines.append(f"faults across the registers: {home_status.register_problems}; see the data-quality page")
    if home_status.as_known_at:
        lines.append(
            f"the warehouse shows what was known at {home_status.as_known_at}; `holdgain build` brings it up to date"
        )
    state = "reflects all that was loaded" if home_status.is_current else "does not yet reflect all that was loaded"
    if home_status.is_of_other_rule:
        state = "was published with other settings for small numbers; `holdgain publish` publishes it with these"
    if home_status.is_of_other_code:
        state = "another release of Holdgain made; `holdgain build`, then `holdgain publish` bring it up to date"
    lines.append(
        f"newest edition: {home_status.edition}, which {state}" if home_status.edition else "newest edition: none yet"
    )
    return lines


def _open_home(home_status: Status) -> str:
    """How to close a home that other accounts may read: the owner can, and nobody else."""
    if home_status.is_own_home:
        close = "it is yours: `holdgain admit` closes it, or the command `chmod go-rw` with its path"
    else:
        close = "it belongs to another account: ask its owner to close it"
    return f"other accounts may read {home_status.home}; {close}"


def _not_taken(heading: str, files: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [f"{heading}: {len(files)}"]
    for bad in files:
        can = f"; `holdgain release {bad['load_id']}` if it is right" if bad["can_be_released"] else ""
        name = f".refused-{bad['load_id'].split('-')[0]}" if bad["is_refused"] else bad["file_name"]
        reason = (bad["reasons"] or ["no reason"])[0]
        lines.append(f"  {name} ({bad['received_at']:.16}): {reason}{can}{_describe_retention(bad)}")
    return lines


def _describe_retention(bad: Mapping[str, Any]) -> str:
    """How long a file of an unknown layout is kept."""
    if bad["is_kept"]:
        return "; kept on request"
    if not bad["removed_on"]:
        return ""
    day = date.fromisoformat(bad["removed_on"])
    return f"; will be reduced to its reasons on {day.day} {day:%B %Y} unless kept: `holdgain keep {bad['load_id']}`"


def _reduced(files: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [f"reduced to their reasons, the files removed: {len(files)}"] if files else []
    for load in files[-MAX_NAMES:]:
        day = date.fromisoformat(load["reduced_at"][:10])
        labels = ", ".join(label_rule(None, rule) for rule in dict.fromkeys(load["rules"]))
        lines.append(f"  load {load['load_id']} ({load['file_name']}): {labels}; removed on {day.day} {day:%B %Y}")
    return lines


def late_sentences(home_status: Status) -> list[str]:
    """One line for each kind that is late, or has a gap."""
    lines = []
    for kind in home_status.kinds:
        days = [publication_calendar.due_on(kind.kind, month) for month in kind.late]
        lines += [f"LATE: {kind.kind} {month}, published {day}" for month, day in zip(kind.late, days, strict=True)]
        if kind.missing:
            lines.append(
                f"MISSING: {kind.kind} {format_month_ranges(kind.missing)}: published, and overtaken by later months"
            )
    return lines


def _kind_notes(home_status: Status) -> list[str]:
    """What is worth knowing and asks for nothing at once."""
    lines = [f"due: {kind.kind} {format_month_ranges(kind.due)}" for kind in home_status.kinds if kind.due]
    for kind in home_status.kinds:
        if kind.absent:
            more = f" and {len(kind.absent) - MAX_NAMES} more" if len(kind.absent) > MAX_NAMES else ""
            lines.append(f"absent from {kind.kind} {kind.newest_month}: {', '.join(kind.absent[:MAX_NAMES])}{more}")
    lines += _open_warnings(home_status)
    for load in home_status.loads:
        if load["release"]:
            release = load["release"]
            word = {"release": "released", "reinstate": "reinstated"}[release["decision"]]
            lines.append(
                f"{word}: {load['file_name']} ({load['kind']} {load['month']}), {release['role']}: {release['reason']}"
            )
        if withdrawal := load["withdrawal"]:
            of = f"{load['kind']} {load['month']}" if load["month"] else load["kind"]
            lines.append(f"withdrawn: {load['file_name']} ({of}), {withdrawal['role']}: {withdrawal['reason']}")
    return [*lines, ""]


def _open_warnings(home_status: Status) -> list[str]:
    """One line for each kind, with the rules and the newest load; the rest is in the answer for machines."""
    lines = []
    for kind in home_status.kinds:
        own = [load for load in home_status.loads if load["kind"] == kind.kind and load["is_open"]]
        if own:
            counted = Counter(rule for load in own for rule in load["rules"])
            rule_counts = count_in_words(kind.kind, dict(counted.most_common()))
            last = max(own, key=lambda load: (load["month"] or "", load["load_id"]))
            lines.append(
                f"warnings nobody has acknowledged: in {len(own)} of the loads of {kind.kind} ({rule_counts}); newest, "
                f"{last['load_id']} ({last['file_name']}): {last['warnings'][0]}"
            )
            lines.append(f"  `holdgain accept LOAD` acknowledges those of one load, `--kind {kind.kind}` all of these")
    return lines
