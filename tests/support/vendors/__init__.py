"""Vendors on this machine: servers that speak their protocols, count what they charge, and fail as told."""
