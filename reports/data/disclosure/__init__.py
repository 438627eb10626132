"""Disclosure control: the one exit through which figures leave the warehouse, and the one rule that it keeps.

The rule: a figure leaves only if it and everything that it was computed from may be shown. Pages, charts, sentences and
downloads read the warehouse through `connect_published` alone; whatever is hidden is not there to be read, so that no
page has to remember to ask.
"""

from reports.data.disclosure.published import connect_published
from reports.data.disclosure.rule import SOURCE, SOURCE_URL, DisclosureRule

__all__ = ["SOURCE", "SOURCE_URL", "DisclosureRule", "connect_published"]
