"""Leaderboards and what is read with them: axes, head-to-head counts, history, activity."""
