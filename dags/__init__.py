"""Scheduling: the Airflow DAGs, and the command line that does the same work without them."""
