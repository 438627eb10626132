"""Checks the claims of an edition: what its pages say is worked out again from the warehouse, with separate code.

Nothing here may import what writes the pages, and an import contract ensures it: a fault in a sentence, a chart or a
query of the pages must not be repeated by the check.
"""
