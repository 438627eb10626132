"""The levels at which the rows of a load count: their organisation, its area, and England, as SQL from the contract."""

from __future__ import annotations

from checks.contracts.contract import ENGLAND, Extract
from checks.contracts.whole_files import has_floor, write_share_of_national, write_whole_condition


def write_levels_cte(extract: Extract) -> str:
    """CTE text: each row with the organisation and area it counts towards; an area's own row has no organisation.

    The publisher's own rows for England count towards England, and nothing else does where there are such rows. Areas
    are added up only if enough of their organisations are there.
    """
    area = extract.area.code if extract.area else "null"
    organisation = f"nullif({extract.organisation}, coalesce({area}, ''))"
    counts_for_area = _write_enough_condition(extract)
    if extract.has_national_rows:
        counts_for_area = f"not ({extract.is_national}) and {counts_for_area}"
    return f"""
        placed as (
            select *, case when {counts_for_area} then {area} end as counted_area,
                case when {extract.is_national} then '{ENGLAND}' else {organisation} end as counted_organisation
            from lake_rows
        )"""


def _write_enough_condition(extract: Extract) -> str:
    """SQL: whether the load has enough organisations to add up. Files with a total row were compared with it before."""
    if extract.has_national_rows:
        least = extract.least_share_of_national
        return f"(select {write_share_of_national(extract)} >= {least} from lake_rows)"
    return f"(select {write_whole_condition(extract)} from lake_rows)" if has_floor(extract) else "true"


def write_grouping_sets(extract: Extract) -> str:
    """The levels that figures are added up for: England's are printed where the contract has national rows."""
    england = "" if extract.has_national_rows else ", ()"
    return f"grouping sets ((counted_organisation), (counted_area){england})"


def write_level(extract: Extract) -> str:
    """The organisation, area or England that a sum is of; null for England where the file is not whole."""
    england = (
        f"case when {_write_enough_condition(extract)} then '{ENGLAND}' end" if has_floor(extract) else f"'{ENGLAND}'"
    )
    return f"""case when grouping(counted_organisation) = 0 then counted_organisation
    when grouping(counted_area) = 0 then counted_area else {england} end"""


IS_AREA_SQL = "grouping(counted_organisation) = 1 and grouping(counted_area) = 0"


def write_area_condition(extract: Extract, size: str) -> str:
    """A further condition on `summed`: areas only where the organisations have enough of England as printed.

    A file may have every provider for one measure and two of them for another.
    """
    if not extract.has_national_rows:
        return ""
    parts = f"(select sum({size}) from summed where not is_area and organisation <> '{ENGLAND}')"
    printed = f"(select {size} from summed where organisation = '{ENGLAND}')"
    return f" and (not is_area or {parts} >= {extract.least_share_of_national} * {printed})"
