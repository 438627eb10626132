"""Render an edition beside the old one, then switch to it, so that readers never see an incomplete one."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from checks.storage.durable_files import fsync_folder, fsync_tree, replace_durably
from checks.storage.home import Home, format_stamp
from reports import themes
from reports.data import edition_facts
from reports.data.disclosure import DisclosureRule, connect_published
from reports.edition_rendering import EditionRequest, Progress, render_edition
from reports.reuse.earlier_edition import EarlierEdition, find_earlier_edition
from reports.reuse.page_record import remove_old_notes, write_notes


class PublishError(RuntimeError):
    """The edition cannot be rendered; the message says why and what to do."""


def publish(
    home: Home,
    edition: str | None = None,
    progress: Progress = lambda _: None,
    theme: str = themes.DEFAULT,
    rule: DisclosureRule | None = None,
    *,
    is_full: bool = False,
) -> Path:
    """Render the edition (YYYY-MM, by default the newest month measured) and switch `latest` to the newest one.

    Pages with the same inputs as in the edition before are taken over from it, unless the rendering `is_full`: the
    result is the same.

    A warehouse as known at an earlier moment gives a separate edition whose name says so; `latest` and the edition of
    that month stay. `rule` decides which figures are hidden. Returns the edition's folder. Raises PublishError when
    there is no warehouse, or it is empty.
    """
    if not home.warehouse.exists():
        raise PublishError(f"there is no warehouse at {home.warehouse}: run `holdgain build` first")
    if edition is not None and not _is_month(edition):
        raise PublishError(f"{edition!r} is not a month: write it as YYYY-MM, for example 2026-09")
    home.site.mkdir(parents=True, exist_ok=True)
    rule = rule or DisclosureRule()
    with home.lock("publish"), _open_warehouse(home, rule) as con:
        _check_month(home, con, edition)
        return _render_and_switch(home, con, EditionRequest(edition, theme, rule, is_full), progress)


def _open_warehouse(home: Home, rule: DisclosureRule) -> duckdb.DuckDBPyConnection:
    try:
        con = connect_published(home.warehouse, rule)
        edition_facts.check_readable(con)
    except duckdb.Error as error:
        reported = str(error).splitlines()[0]
        raise PublishError(f"the warehouse cannot be read: run `holdgain build` ({reported})") from error
    return con


def _check_month(home: Home, con: duckdb.DuckDBPyConnection, edition: str | None) -> None:
    """Refuse a month without figures: an edition of a far future month would remain `latest` for ever."""
    span = edition_facts.read_month_span(con)
    if span is None:
        message = (
            "the warehouse holds no measure: no extract with figures has been loaded, the organisations of all are in "
            "no register, or all are withdrawn"
        )
        raise PublishError(message + _remove_latest(home))
    first, last = span
    if edition is not None and not first <= edition <= last:
        raise PublishError(f"there are no figures for {edition}: the warehouse covers {first} to {last}")


def _remove_latest(home: Home) -> str:
    """Take the stable address away from figures that no longer count; the words for the message. Editions stay."""
    latest = home.site / "latest"
    if not latest.is_symlink():
        return ""
    latest.unlink()
    fsync_folder(home.site)
    return "; site/latest led to figures that no longer count and is removed; the editions in site/ stay"


def _is_month(text: str) -> bool:
    try:
        return datetime.strptime(text, "%Y-%m").strftime("%Y-%m") == text
    except ValueError:
        return False


def _render_and_switch(
    home: Home,
    con: duckdb.DuckDBPyConnection,
    request: EditionRequest,
    progress: Progress,
) -> Path:
    # remains of an interrupted rendering; none is running, because we have the lock
    for left in home.site.glob(".rendering-*"):
        shutil.rmtree(left)
    for link in home.site.glob(".*.link"):
        link.unlink()
    # and whole renderings that no link was switched to: a full disk may need their space
    _remove_replaced(home)
    asked_for = edition_facts.read_build_moment(con)
    earlier = EarlierEdition() if request.is_full else find_earlier_edition(home, request.describe_settings())
    folder = home.site / f".rendering-{os.getpid()}"
    try:
        month, notes = render_edition(con, folder, request, earlier, progress)
    except BaseException:
        # on a full disk, half an edition would take the space that the next one needs
        shutil.rmtree(folder, ignore_errors=True)
        raise
    name = f"{month}-as-known-at-{asked_for:%Y%m%dT%H%M%SZ}" if asked_for else month
    rendering = home.site / f".edition-{name}-{format_stamp(datetime.now(UTC))}"
    link = home.site / name
    try:
        fsync_tree(folder)
        replace_durably(folder, rendering)
        write_notes(home, rendering.name, notes)
        _switch_link(link, rendering.name)
    except BaseException:
        _remove_unshown(link, folder, rendering)
        raise
    if not asked_for:
        _switch_link(home.site / "latest", _newest_edition(home, con, progress))
    _remove_replaced(home)
    return link


def _remove_unshown(link: Path, *renderings: Path) -> None:
    """Remove what was rendered, unless the link has been switched to it."""
    for rendering in renderings:
        if not (link.is_symlink() and link.readlink().name == rendering.name):
            shutil.rmtree(rendering, ignore_errors=True)


def _newest_edition(home: Home, con: duckdb.DuckDBPyConnection, progress: Progress) -> str:
    """Name the newest edition of a month with figures, and report those of months that have none any more."""
    span = edition_facts.read_month_span(con)
    months = sorted(path.name for path in home.site.iterdir() if path.is_symlink() and _is_month(path.name))
    for month in (month for month in months if span and month > span[1]):
        progress(
            f"the edition {month} is of a month for which no load counts now: it is no longer `latest`; "
            f"remove {home.site / month} if nobody should see it"
        )
    return max((month for month in months if span and month <= span[1]), default=months[-1])


def _remove_replaced(home: Home) -> None:
    """Remove renderings that no edition points to any more."""
    shown = {path.readlink().name for path in home.site.iterdir() if path.is_symlink()}
    for old in home.site.glob(".edition-*"):
        if old.name not in shown:
            shutil.rmtree(old)
    remove_old_notes(home)


def _switch_link(link: Path, target: str) -> None:
    """Point the link at the target in one step."""
    scratch = link.with_name(f".{link.name}.{os.getpid()}.link")
    scratch.unlink(missing_ok=True)
    scratch.symlink_to(target, target_is_directory=True)
    replace_durably(scratch, link)
