"""Where a page lies, for every page that links to it."""

from __future__ import annotations

from reports.data.edition_record import EditionRecord
from reports.data.practice_records import PracticeRecord
from reports.slugs import slug


def adopter_page_path(practice: PracticeRecord, organisation: str) -> str:
    """The page of an adopter of a practice, from the root of the edition."""
    return f"practice/{practice.place}/{slug(organisation)}.html"


def proposals_path(measure: str) -> str:
    """The page of the open proposals of a measure, from the root of the edition."""
    return f"proposals/{slug(measure)}.html"


def proposal_anchor(measure: str, organisation: str) -> str:
    """Where the page of open proposals has those of a series."""
    return f"{slug(organisation)}-{slug(measure)}"


def changed_page_path(area: str) -> str:
    """The page of what changed in an area, from the root of the edition."""
    return f"changed/{slug(area)}.html"


ALL_NEWS = "feeds/all.xml"


def feed_path(group: str, place: str) -> str:
    """The feed of a programme or an area, from the root of the edition."""
    return f"feeds/{group}-{place}.xml"


def organisation_page_path(code: str, shared: EditionRecord, root: str) -> str:
    """The page of an organisation: areas and England lie in one folder, providers in another."""
    organisation = shared.organisations.get(code)
    folder = "area" if organisation and (organisation.is_area or organisation.kind == "england") else "provider"
    return f"{root}{folder}/{slug(code)}.html"
