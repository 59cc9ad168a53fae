"""A model's neighbors in each arena: their score gap, its chances against them, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from service.arena.models.source import ArenaSource, ModelSource
from service.arena.recording.folding import params_of
from service.db.queries.ratings import RatingRow
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import RankedStanding
from service.domain.ratings import Skill
from service.domain.texts import words
from service.rating.prediction import Prediction, predict

NEIGHBORS = 3
"""The number of neighbors on each side."""


class PairRecord(NamedTuple):
    """How the votes between two models turned out for the first; ``votes`` is the number that count."""

    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int

    @property
    def win_rate(self) -> float | None:
        """The share of votes won, with a draw as half a vote; None without votes."""
        draws = self.votes - self.wins - self.losses
        return (self.wins + draws / 2) / self.votes if self.votes else None

    @property
    def in_words(self) -> str:
        """The record in words, without what did not happen: ``86 wins, 1 loss, and 27 ties``."""
        counts = (
            (self.wins, "win", "wins"),
            (self.losses, "loss", "losses"),
            (self.ties, "tie", "ties"),
            (self.both_bad, "both bad", "both bad"),
        )
        return words.listed([f"{n:,} {one if n == 1 else many}" for n, one, many in counts if n])


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A neighbor: its score ``gap`` to the page's model, and the ``chances`` of the page's model."""

    model: str
    name: str
    organization: str | None
    rank: int
    score: float
    gap: float
    chances: Prediction
    record: PairRecord | None


@dataclass(frozen=True, slots=True)
class Neighbors:
    """The models just above and below on an arena's leaderboard, in its order; none for unranked models."""

    arena: Arena
    above: tuple[Neighbor, ...]
    below: tuple[Neighbor, ...]


def similar(source: ModelSource) -> tuple[Neighbors, ...]:
    """Return the model's neighbors in each of its arenas."""
    return tuple(_neighbors(source, found) for found in source.arenas)


def _neighbors(source: ModelSource, found: ArenaSource) -> Neighbors:
    ranked = source.ordering(found.arena, found.rows[OVERALL]).ranked
    places = [entry.standing.model for entry in ranked]
    if source.model.slug not in places:
        return Neighbors(found.arena, (), ())
    mine = places.index(source.model.slug)
    near = [
        [_neighbor(source, found, ranked[mine], entry) for entry in side]
        for side in (ranked[max(0, mine - NEIGHBORS) : mine], ranked[mine + 1 : mine + 1 + NEIGHBORS])
    ]
    return Neighbors(found.arena, *map(tuple, near))


def _neighbor(
    source: ModelSource, found: ArenaSource, mine: RankedStanding, theirs: RankedStanding
) -> Neighbor:
    rows = {source.others[row.model_id].slug: row for row in found.rows[OVERALL]}
    one, other = rows[mine.standing.model], rows[theirs.standing.model]
    about = source.others[other.model_id]
    return Neighbor(
        model=about.slug,
        name=about.name,
        organization=about.organization,
        rank=theirs.rank,
        score=theirs.standing.score,
        gap=theirs.standing.score - mine.standing.score,
        chances=predict(params_of(found.arena), skill_of(one), skill_of(other)),
        record=record_of(found, one.model_id, other.model_id),
    )


def skill_of(row: RatingRow) -> Skill:
    """Return the skill of a stored rating."""
    return Skill(row.mu, row.variance)


def record_of(found: ArenaSource, one: int, other: int) -> PairRecord | None:
    """Return the record of one model against another, by their ids; None without votes."""
    pair = (min(one, other), max(one, other))
    row = next((row for row in found.pairs if (row.model_a, row.model_b) == pair), None)
    if row is None:
        return None
    wins, losses = (row.wins_a, row.wins_b) if one < other else (row.wins_b, row.wins_a)
    folded = wins + losses + row.ties + (row.both_bad if found.arena.both_bad == "tie" else 0)
    return PairRecord(folded, wins, losses, row.ties, row.both_bad)
