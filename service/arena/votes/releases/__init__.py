"""Releases: an arena's votes and boards as files that anyone can load, and fold again without a database."""
