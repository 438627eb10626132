"""Tests of the pages of the verdict and of spread."""
