"""Disclosure control: the only exit through which figures leave the warehouse, and its rule.

A figure leaves only if it and everything it was computed from may be shown. Pages, charts, sentences and downloads read
the warehouse only through `connect_published`, which does not contain hidden figures, so no page needs its own check.
"""

from reports.data.disclosure.published import connect_published
from reports.data.disclosure.rule import SOURCE, SOURCE_URL, DisclosureRule

__all__ = ["SOURCE", "SOURCE_URL", "DisclosureRule", "connect_published"]
