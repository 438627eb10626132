"""How an extract divides its figures by service: by specialty, by diagnostic test, by type of cancer."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_SERVICE = "ALL"
"""The service of a measure of all services together."""
LEAST_CASES = 20
"""Fewest cases from which a share of a service is computed: of fewer, one moves it by more than 5 points. Percentiles
of weekly bands, and local figures, have the same floor."""


@dataclass(frozen=True)
class Services:
    """The services of an extract, as SQL over one row: the service's code and its title as published.

    `is_whole` marks the rows of all services together, which the measures of the whole are computed from. A measure is
    computed for each service too if it has a `service_description`. `noun` and `plural` are what readers call them.
    """

    noun: str
    plural: str
    code: str
    title: str
    is_whole: str


def write_service_suffix(code: str) -> str:
    """SQL: what the name of a measure ends with where it is of the service with this code: `_c110` for C_110."""
    return f"'_' || lower(regexp_replace({code}, '[^A-Za-z0-9]', '', 'g'))"
