"""Airflow on one machine: starts its components, watches them and stops them."""
