"""The mart models: the tables that the dashboards read, one per file."""
