"""Blind matchups: which two images a voter sees next, and what becomes of the matchup."""
