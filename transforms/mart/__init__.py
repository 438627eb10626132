"""What the dashboards read, one table a file."""
