"""When a file is whole, so that its rows may be added up to England and to areas: SQL over all rows of one load.

Each contract says it in one of three ways: a total row that the rows must add up to (`must_have_total`), the
publisher's own rows for England (`is_national`), or how many organisations and rows a whole file has at least
(`least_organisations` and `least_rows` of a layout). It depends on the load alone, and not on the months beside it: so
a load's figures are the same in whatever order files arrive. Other months are compared in `validation/plausibility.py`.
"""

from __future__ import annotations

from checks.contracts.contract import SAMPLE_CODE_PATTERN, Extract


def has_floor(extract: Extract) -> bool:
    """Whether a layout of the extract says how many organisations and rows a whole file has."""
    return any(published_layout.least_organisations for published_layout in extract.layouts)


def write_whole_condition(extract: Extract) -> str:
    """SQL over all rows: whether there are as many as in a whole file of their layout.

    A file of invented organisations alone is whole: there is no England that it could be a part of. With one real code,
    the floor applies.
    """
    invented = f"bool_and(regexp_matches({extract.organisation}, '{SAMPLE_CODE_PATTERN}'))"
    floors = " or ".join(
        f"(any_value(era) = '{published_layout.name}' and count(distinct {extract.organisation}) >= "
        f"{published_layout.least_organisations} and count(*) >= {published_layout.least_rows})"
        for published_layout in extract.layouts
    )
    return f"coalesce({invented} or {floors}, false)"


def write_share_of_national(extract: Extract) -> str:
    """SQL over all stored rows: the least share of the national figures that other rows have in a watched count."""
    names = [name for name in extract.watched or extract.counts if name in extract.lake_columns]
    return "coalesce(least({}), 0)".format(
        ", ".join(
            f"sum({name}) filter (not ({extract.is_national})) / nullif(sum({name}) filter ({extract.is_national}), 0)"
            for name in names
        )
    )
