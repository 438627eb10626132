"""How long Airflow's processes wait for each other's writes when its database is SQLite.

Python's own limit is 5 seconds. On a busy machine the API server needs longer for the events of a burst, and then the
other components end with `database is locked`. A minute is below the five after which Airflow takes a task for dead.
"""

from __future__ import annotations

from typing import Any

CONNECT_ARGS: dict[str, Any] = {"timeout": 60}
