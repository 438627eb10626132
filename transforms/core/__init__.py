"""The core models: the facts, one table per file."""
