"""Every query of the pages, and the frozen records that they return."""
