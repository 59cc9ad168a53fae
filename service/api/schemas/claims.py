"""The shapes of a leaderboard's claims."""

from __future__ import annotations

from typing import Self

from service.domain.boards import CURRENCY, Decided, Disagreement, NeighborPair
from service.http.schemas.base import Out


class DecidedOut(Out):
    """A model that is better than the ranked models ``below``, a claim that holds however often one looks."""

    above: str
    below: list[str]

    @classmethod
    def of(cls, decided: Decided) -> Self:
        """Return the shape of a model's claims."""
        return cls(above=decided.above, below=list(decided.below))


class VotesNeededOut(Out):
    """How many more votes on the axis decide a pair: as likely as not, and the 80 % interval.

    Null where it is more than 10,000 times the votes there are, or where votes on the same prompts cannot
    decide it.
    """

    likely: int | None
    low: int | None
    high: int | None


class CostOut(Out):
    """What these votes cost at the arena's price per vote."""

    likely: float | None
    low: float | None
    high: float | None
    currency: str


class NeighborPairOut(Out):
    """Two models that stand next to each other by score, and which is ``better``, null until it is decided.

    ``removals`` is how many votes would have to be removed for the Bradley–Terry order of the two to turn
    around; 0 if it already differs from that by score, null if no removal of votes does it.
    """

    above: str
    below: str
    better: str | None
    votes_needed: VotesNeededOut | None
    cost: CostOut | None
    removals: int | None

    @classmethod
    def of(cls, pair: NeighborPair) -> Self:
        """Return the shape of two neighbors."""
        needed, cost = pair.votes_needed, pair.cost
        return cls(
            above=pair.above,
            below=pair.below,
            better=pair.better,
            votes_needed=needed and VotesNeededOut(**needed._asdict()),
            cost=cost and CostOut(**cost._asdict(), currency=CURRENCY),
            removals=pair.removals,
        )


class DisagreementOut(Out):
    """Two models of which the lower one by score is decided to be the better one."""

    above: str
    below: str
    detail: str

    @classmethod
    def of(cls, disagreement: Disagreement) -> Self:
        """Return the shape of a disagreement, with its sentence."""
        return cls(above=disagreement.above, below=disagreement.below, detail=disagreement.detail)
