"""One module for each kind of page, and the order in which an edition is written."""
