"""What the DAGs share: assets, triggers, steps, freshness, settings, alerts."""
