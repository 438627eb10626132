"""How long Airflow's processes wait for each other's writes when its database is SQLite.

Python's default is 5 seconds. On a busy machine the API server needs longer for the events of a burst, and the other
components then stop with `database is locked`. One minute is well below the five after which Airflow considers a task
dead.
"""

from __future__ import annotations

from typing import Any

CONNECT_ARGS: dict[str, Any] = {"timeout": 60}
