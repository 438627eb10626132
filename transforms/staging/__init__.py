"""The staging tables, made from the ledger, the lake and the contracts."""
