"""Browsers, and services with something to see on their pages."""
