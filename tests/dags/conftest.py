"""Importing Airflow writes its settings into its home: that is a folder of these tests, not the developer's own."""

from __future__ import annotations

import os
import tempfile

_airflow_home = tempfile.TemporaryDirectory(prefix="holdgain-airflow-", ignore_cleanup_errors=True)
os.environ["AIRFLOW_HOME"] = _airflow_home.name
