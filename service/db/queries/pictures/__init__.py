"""Queries for pages of pictures: galleries and renditions."""
