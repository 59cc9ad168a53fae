"""Metrics for Prometheus: of this process, and of the arenas in the database."""
