"""One module per kind of page, and the order in which an edition is written."""
