"""Queries of what is kept about people, and of what is deleted once it is no longer needed."""
