"""Reads the DAG files as Airflow's DAG processor does, in a process of its own, and prints what it found as JSON.

Run by `test_integrity.py`: what a DAG file imports can only be seen where the tests have imported nothing.
"""

import json
import sys
import time
from pathlib import Path

import airflow.sdk
import airflow.triggers.base  # noqa: F401 - Airflow's own imports are not the DAG files' cost
from airflow.dag_processing.dagbag import DagBag

HEAVY = ("pandas", "great_expectations", "duckdb", "jinja2.environment", "numpy", "pyarrow", "sqlglot")


def read(project: str) -> dict[str, object]:
    before, began = set(sys.modules), time.process_time()
    bag = DagBag(dag_folder=project, bundle_path=None, bundle_name="dags-folder")
    seconds = time.process_time() - began
    return {
        "seconds": seconds,
        "files": len(bag.dagbag_stats),
        "import_errors": bag.import_errors,
        "heavy": sorted(set(HEAVY) & (set(sys.modules) - before)),
        "dags": {
            dag_id: {
                "tags": sorted(dag.tags),
                "doc": dag.doc_md or "",
                "max_active_runs": dag.max_active_runs,
                "catchup": dag.catchup,
                "lines": Path(dag.fileloc).read_text(encoding="utf-8").count("\n"),
                "tasks": {
                    task.task_id: {
                        "retries": task.retries,
                        "backoff": task.retry_exponential_backoff,
                        "timeout": bool(task.execution_timeout),
                        "at_a_time": task.max_active_tis_per_dag,
                        "priority": task.priority_weight,
                    }
                    for task in dag.tasks
                },
            }
            for dag_id, dag in bag.dags.items()
        },
    }


if __name__ == "__main__":
    print("RESULT" + json.dumps(read(sys.argv[1])))
