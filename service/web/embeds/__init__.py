"""Badges, cards, and leaderboards for other sites."""
