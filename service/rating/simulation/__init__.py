"""Simulated arenas with known strengths, which show how true a leaderboard is."""
