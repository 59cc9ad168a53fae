"""Refits: what is computed of all votes of an arena, at some positions of its log, in the background."""
