"""Arithmetic: what turns votes into ratings, and what measures how sure they are."""
