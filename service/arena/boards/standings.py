"""Stored ratings as standings of a leaderboard."""

from __future__ import annotations

from math import sqrt

from service.db.queries.model_pages import OverallRow
from service.db.queries.ratings import RatingRow, RatingTuple
from service.domain.arenas import Arena
from service.domain.boards import Standing


def standing(arena: Arena, row: RatingRow | OverallRow, model: str) -> Standing:
    """Return the standing of a stored rating. A ``both_bad`` is a vote unless the arena ignores it."""
    votes = row.wins + row.losses + row.ties
    if arena.both_bad == "tie":
        votes += row.both_bad
    return Standing(model, row.mu, sqrt(row.variance), votes, row.wins, row.losses, row.ties, row.both_bad)


def standing_of(arena: Arena, row: RatingTuple, model: str) -> Standing:
    """Return what `standing` does, for rows by the thousand, which are plain tuples."""
    _, _, mu, variance, wins, losses, ties, both_bad, _ = row
    votes = wins + losses + ties + (both_bad if arena.both_bad == "tie" else 0)
    return Standing(model, mu, sqrt(variance), votes, wins, losses, ties, both_bad)


def empty_standing(arena: Arena, model: str) -> Standing:
    """Return the standing of a model without votes on an axis."""
    return Standing(model, arena.mu, arena.sigma, 0, 0, 0, 0, 0)
