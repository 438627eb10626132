"""Sentences and labels, written from records."""
