"""Storage: the home folder with its archive, quarantine, ledger and lake, and the DuckDB connection."""
