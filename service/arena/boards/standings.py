"""A stored rating as a standing: what the fold keeps, in the words of a board."""

from __future__ import annotations

from math import sqrt

from service.db.queries.model_pages import OverallRow
from service.db.queries.ratings import RatingRow
from service.domain.arenas import Arena
from service.domain.boards import Standing


def standing(arena: Arena, row: RatingRow | OverallRow, model: str) -> Standing:
    """Return the standing that a rating's row stands for; under ``ignore`` a ``both_bad`` is no vote."""
    votes = row.wins + row.losses + row.ties
    if arena.both_bad == "tie":
        votes += row.both_bad
    return Standing(model, row.mu, sqrt(row.variance), votes, row.wins, row.losses, row.ties, row.both_bad)
