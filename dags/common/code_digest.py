"""Digests of the code that builds the warehouse, and of the code that renders the pages.

A warehouse built by other code is built again, and an edition rendered by other code is published again, without
waiting for a new file. Whole packages count, not only the models.
"""

from __future__ import annotations

import checks
import reports
import transforms
from checks.storage.code_digest import compute_code_digest, list_package_folders

WAREHOUSE_LIBRARIES = ("duckdb", "numpy", "pyarrow", "scipy", "sqlglot")
PAGE_LIBRARIES = ("jinja2", "markupsafe")

# Computed when the process starts, when the code is loaded: a process that runs on through an upgrade still works with
# the old code. It takes 20 ms for 300 files, so it is not cached between processes.
WAREHOUSE_CODE = compute_code_digest(list_package_folders(checks, transforms), WAREHOUSE_LIBRARIES)
PAGE_CODE = compute_code_digest(list_package_folders(reports), PAGE_LIBRARIES)
