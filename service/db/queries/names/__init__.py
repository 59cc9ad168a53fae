"""Queries that give models other names, or make one of two."""
