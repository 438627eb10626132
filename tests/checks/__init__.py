"""Tests of the contracts and the gate."""
