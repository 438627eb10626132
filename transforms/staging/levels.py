"""The levels at which the rows of a load count: their organisation, its area, and England, as SQL from the contract."""

from __future__ import annotations

from checks.contracts.contract import ENGLAND, Extract


def write_levels_cte(extract: Extract) -> str:
    """CTE text: each row with the organisation and area it counts towards; an area's own row has no organisation.

    The publisher's own rows for England count towards England, and nothing else does where there are such rows. Areas
    are then added up only if enough of their organisations are there.
    """
    area = extract.area.code if extract.area else "null"
    organisation = f"nullif({extract.organisation}, coalesce({area}, ''))"
    is_enough = f"(select {extract.share_of_national_sql} >= {extract.least_share_of_national} from lake_rows)"
    counts_for_area = f"not ({extract.is_national}) and {is_enough}" if extract.has_national_rows else "true"
    return f"""
        placed as (
            select *, case when {counts_for_area} then {area} end as counted_area,
                case when {extract.is_national} then '{ENGLAND}' else {organisation} end as counted_organisation
            from lake_rows
        )"""


def write_grouping_sets(extract: Extract) -> str:
    """The levels that figures are added up for: England's are printed where the contract has national rows."""
    england = "" if extract.has_national_rows else ", ()"
    return f"grouping sets ((counted_organisation), (counted_area){england})"


LEVEL_SQL = f"""case when grouping(counted_organisation) = 0 then counted_organisation
    when grouping(counted_area) = 0 then counted_area else '{ENGLAND}' end"""
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
