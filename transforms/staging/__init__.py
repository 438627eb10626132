"""The staging tables, built from the ledger, the lake and the contracts."""
