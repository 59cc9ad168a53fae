"""Leaderboards and everything read beside them: axes, head-to-head, history, activity."""
