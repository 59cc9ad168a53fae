"""The claims of a leaderboard: which models are decided to be better than which, and what more would take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from service.arena.boards.refits.refit import Refit
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, BoardClaims, Decided, NeighborPair, Standing
from service.rating.claims import ModelClaims, Neighbors


def claimable(standings: Sequence[Standing], min_votes: int) -> list[str]:
    """Return the models about which claims are made: those that are ranked, listed or not.

    A larger ``min_votes`` lists fewer of them and leaves the claims as they are.
    """
    return [one.model for one in standings if one.votes >= min(MIN_VOTES, min_votes)]


def fixed_share(refit: Refit | None, axis: Axis) -> float:
    """Return the share of an axis's variance that more votes on the same prompts leave as it is."""
    spread = refit.spread.get(axis) if refit else None
    return spread.shares.prompts if spread else 0.0


def of_board(arena: Arena, made: ModelClaims, order: Sequence[int], slugs: Mapping[int, str]) -> BoardClaims:
    """Return the claims on the models of a leaderboard by slug, with what votes cost in the arena."""
    return BoardClaims(
        tuple(
            Decided(slugs[model], tuple(slugs[other] for other in made.better[model]))
            for model in order
            if made.better[model]
        ),
        tuple(
            _pair(arena, slugs, *models, found)
            for models, found in zip(pairwise(order), made.neighbors, strict=True)
        ),
    )


def _pair(arena: Arena, slugs: Mapping[int, str], above: int, below: int, found: Neighbors) -> NeighborPair:
    needed, price = found.votes_needed, arena.price_per_vote
    return NeighborPair(
        slugs[above],
        slugs[below],
        None if found.better is None else slugs[found.better],
        needed,
        needed.cost(price) if needed and price is not None else None,
        found.removals,
    )
