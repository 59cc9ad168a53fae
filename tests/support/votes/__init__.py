"""Arenas, votes and everything that is counted from them, written straight into the database."""
