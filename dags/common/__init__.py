"""Shared by the DAGs: assets, triggers, steps, freshness, settings, alerts."""
