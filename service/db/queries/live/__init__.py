"""Queries of the live log on PostgreSQL, where appending and folding are two steps."""
