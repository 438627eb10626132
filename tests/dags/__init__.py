"""When and where: the DAGs, the watchers, the supervisor and the command."""
