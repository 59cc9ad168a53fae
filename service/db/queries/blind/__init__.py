"""Queries about how blind an arena's matchups are."""
