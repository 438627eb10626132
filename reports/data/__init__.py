"""The queries behind the pages, and the frozen records that they return."""
