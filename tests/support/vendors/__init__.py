"""Vendors on this machine: servers that speak their protocols, count charges, and fail on demand."""
