"""When and where the work is done: the Airflow DAGs, and the command line that does the same without them."""
