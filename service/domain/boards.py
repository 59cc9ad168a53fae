"""Leaderboards: which models are ranked, in what order, and what is claimed of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from service.domain import ratings

MIN_VOTES = 3
"""How many votes a model needs on an axis to be ranked there."""

CURRENCY = "USD"
"""The currency of an arena's price per vote."""
_UNITS = 100


class Standing(NamedTuple):
    """A model's rating and counts on one axis. ``votes`` is the number of votes that count."""

    model: str
    mu: float
    sigma: float
    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int

    @property
    def score(self) -> float:
        """What the board is ordered by: a level that the model almost certainly reaches."""
        return ratings.score(self.mu, self.sigma)

    @property
    def upper(self) -> float:
        """The level as far above the rating as the score is below it."""
        return ratings.upper(self.mu, self.sigma)

    @property
    def win_rate(self) -> float | None:
        """The share of votes won, with a draw as half a vote; None without votes."""
        return (self.wins + (self.votes - self.wins - self.losses) / 2) / self.votes if self.votes else None

    def needs(self, min_votes: int) -> int:
        """Return how many more votes the model needs to be ranked."""
        return max(0, min_votes - self.votes)


class RankedStanding(NamedTuple):
    """A standing with its rank. Equal scores share a rank."""

    rank: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Ordering:
    """The models of an axis: the ranked ones, best first, and those with too few votes, by slug."""

    ranked: tuple[RankedStanding, ...]
    unranked: tuple[Standing, ...]


def order(standings: Iterable[Standing], min_votes: int = MIN_VOTES) -> Ordering:
    """Rank the models with enough votes by score, then mu, then slug."""
    every = sorted(standings, key=lambda s: (-s.score, -s.mu, s.model))
    enough = [standing for standing in every if standing.votes >= min_votes]
    ranks: list[RankedStanding] = []
    for place, standing in enumerate(enough, start=1):
        tied = ranks and ranks[-1].standing.score == standing.score
        ranks.append(RankedStanding(ranks[-1].rank if tied else place, standing))
    few = sorted((s for s in every if s.votes < min_votes), key=lambda s: s.model)
    return Ordering(tuple(ranks), tuple(few))


class Interval(NamedTuple):
    """A model's rating by the head-to-head counts alone, and its rank range, both at 95 % confidence."""

    rating: float
    low: float
    high: float
    rank_low: int
    rank_high: int


class Disagreement(NamedTuple):
    """Two models of which the lower one by score is decided to be the better one."""

    above: str
    below: str

    @property
    def detail(self) -> str:
        """A sentence that says so."""
        return (
            f"{self.above} is ranked above {self.below} by score, but the head-to-head counts have decided "
            f"that {self.below} is the better one"
        )


class Decided(NamedTuple):
    """A model and the ranked models that it is decided to be better than, in the order of the leaderboard."""

    above: str
    below: tuple[str, ...]


class Places(NamedTuple):
    """The best and the worst place, of so many, that a model may have by what is decided."""

    best: int
    worst: int
    of: int

    @property
    def text(self) -> str:
        """The place, or the first and the last of them."""
        return f"#{self.best}" if self.best == self.worst else f"#{self.best}–{self.worst}"


class VotesNeeded(NamedTuple):
    """How many more votes decide a pair: as likely as not, and the 80 % interval. None where out of reach."""

    likely: int | None
    low: int | None
    high: int | None

    def cost(self, price: float) -> Cost:
        """Return what they cost at a price per vote."""
        return Cost(*(None if votes is None else round(votes * price, 2) for votes in self))


class Cost(NamedTuple):
    """What the votes cost that decide a pair: the amounts of `VotesNeeded` in `CURRENCY`."""

    likely: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class NeighborPair:
    """Two neighbors of a leaderboard.

    ``better`` is the one that is decided to be better, usually the upper one. As long as none is,
    ``votes_needed`` says how many more votes on the axis would decide, dealt as before; it is None where no
    votes link the two. ``removals`` is how many votes would have to be removed for the order by the counts to
    turn around, 0 if it already differs from that by score, None if no removal does it.
    """

    above: str
    below: str
    better: str | None
    votes_needed: VotesNeeded | None
    cost: Cost | None
    removals: int | None


@dataclass(frozen=True, slots=True)
class BoardClaims:
    """Every claim that a leaderboard makes.

    Whatever says that one model is better than another, that a model leads, or that a lead has changed,
    builds on ``decided`` and on nothing else. Its claims hold however often somebody looks.
    """

    decided: tuple[Decided, ...] = ()
    neighbors: tuple[NeighborPair, ...] = ()

    @property
    def pairs(self) -> int:
        """How many pairs are decided."""
        return sum(len(one.below) for one in self.decided)


class Limits(NamedTuple):
    """The shares of the variance of a board's intervals that are owed to votes, prompts and voters.

    ``tau`` is how right the order probably is, as Kendall's tau with the truth, and ``ceiling`` how right it
    would be after endless votes on the same prompts; None where votes name no prompts, or only one. Where all
    votes have one prompt or one voter, ``same`` says ``prompts`` or ``voters``: their share is a guess then.
    """

    votes: float
    prompts: float
    voters: float
    tau: float
    ceiling: float | None
    same: str | None = None

    @property
    def most(self) -> str:
        """What would help most: ``votes``, ``prompts`` or ``voters``."""
        return self.same or max(("votes", "prompts", "voters"), key=lambda kind: float(getattr(self, kind)))

    @property
    def sentence(self) -> str:
        """What would help most, in words."""
        if self.same:
            only = "on one prompt" if self.same == "prompts" else "by one voter"
            return f"All votes are {only}: more {self.same} would help most."
        units = round(_UNITS * float(getattr(self, self.most)))
        return f"More {self.most} would help most: {units} of the next {_UNITS} units of certainty."
