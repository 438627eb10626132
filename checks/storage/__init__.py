"""The home folder: archive, quarantine, ledger, lake, and the DuckDB connection."""
