"""Claims of a leaderboard: which models are decided to be better than which, and what is missing to more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

CURRENCY = "USD"
"""The currency of an arena's price per vote."""


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

    ``better`` is the one that is decided to be better, usually the upper one. As long as there is none,
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
