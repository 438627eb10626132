"""The `holdgain` command."""
