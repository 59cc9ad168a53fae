"""How sure a leaderboard's order is, as its page says it: what is decided, and what would decide the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.boards.boards import Board, ModelFacts
from service.arena.boards.certainty import IntervalBasis
from service.domain.boards import CURRENCY, Cost, Limits, NeighborPair, VotesNeeded
from service.web.filters import count, counted, money

MOST_NEIGHBORS = 10
"""The page shows the pairs at the top; the API has all."""


@dataclass(frozen=True, slots=True)
class NeighborView:
    """Two neighbors by score: the verdict on them, what it would take to decide them, and to swap them."""

    above: str
    below: str
    names: tuple[str, str]
    decided: bool
    verdict: str
    cost: str | None
    removals: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """What a leaderboard's page says of its certainty.

    ``decided`` of ``pairs`` pairs are. ``limits`` says what would help most, and how right the order is.
    """

    decided: int
    pairs: int
    basis: str
    limits: tuple[str, str] | None
    neighbors: Sequence[NeighborView]
    left_out: int
    priced: bool


def certainty(board: Board) -> Certainty | None:
    """Return how sure a leaderboard's order is; None for fewer than two ranked models."""
    models, neighbors = len(board.ranked), board.claims.neighbors
    if models <= 1:
        return None
    return Certainty(
        decided=board.claims.pairs,
        pairs=models * (models - 1) // 2,
        basis=_basis(board.basis),
        limits=_limits(board),
        neighbors=[_neighbors(pair, board.facts) for pair in neighbors[:MOST_NEIGHBORS]],
        left_out=len(neighbors[MOST_NEIGHBORS:]),
        priced=any(pair.cost for pair in neighbors),
    )


def better_than_next(board: Board) -> dict[str, str]:
    """Return the neighbors of which the upper one is decided to be better, by slug."""
    return {pair.above: pair.below for pair in board.claims.neighbors if pair.better == pair.above}


def _named(basis: IntervalBasis) -> bool:
    return bool(basis.prompts or basis.voters)


def _basis(basis: IntervalBasis) -> str:
    """Return what the intervals rest on. What no vote names, no interval can allow for."""
    if basis.position is None or _named(basis):
        return basis.sentence
    return f"{basis.sentence} They are probably too narrow."


def _limits(board: Board) -> tuple[str, str] | None:
    """Return what would help most, and how right the order is; None where votes name nothing they share."""
    limits = board.limits
    if limits is None or not _named(board.basis):
        return None
    return limits.sentence, _order(limits)


def _order(limits: Limits) -> str:
    # Where the arena says nothing of how much others differ, the order is only known for this one.
    unknown = limits.same is not None and not getattr(limits, limits.same)
    about = f" for this {limits.same[:-1]}" if limits.same and unknown else ""
    now = f"About {_right(limits.tau)} of 100 pairs of models are probably in the right order{about}."
    if limits.ceiling is None:
        return now
    return f"{now} With endless votes on the same prompts, it would be {_right(limits.ceiling)}."


def _right(tau: float) -> int:
    """Return how many of 100 pairs are in the right order at a Kendall's tau; nobody knows that all are."""
    return min(99, round(50 * (1 + tau)))


def _neighbors(pair: NeighborPair, facts: dict[str, ModelFacts]) -> NeighborView:
    names = facts[pair.above].name, facts[pair.below].name
    decided = pair.better is not None
    return NeighborView(
        pair.above,
        pair.below,
        names,
        decided,
        _verdict(pair, names[1]) if decided else needed_text(pair.votes_needed),
        pair.cost and cost_text(pair.cost),
        _removals(pair.removals),
    )


def _verdict(pair: NeighborPair, below: str) -> str:
    return "decided" if pair.better == pair.above else f"decided the other way: {below} is better"


def needed_text(votes: VotesNeeded | None) -> str:
    """Return how many more votes decide a pair, in words."""
    if votes is None:
        return "never compared"
    if votes.low is None:
        return "out of reach"
    if votes.likely is None:
        return f"at least {counted(votes.low, 'vote')}"
    high = "or more" if votes.high is None else f"to {count(votes.high)}"
    return f"about {counted(votes.likely, 'vote')} ({count(votes.low)} {high})"


def cost_text(cost: Cost) -> str:
    """Return what these votes cost, in words."""
    low, likely, high = (amount and money(amount, CURRENCY) for amount in (cost.low, cost.likely, cost.high))
    if likely is None:
        return "–" if low is None else f"at least {low}"
    return f"about {likely} ({low} {f'to {high}' if high else 'or more'})"


def _removals(removals: int | None) -> str:
    if removals is None:
        return "–"
    return counted(removals, "vote") if removals else "0 votes: the counts have them the other way around"
