"""A model's neighbors in each arena: how far they are, how likely it beats them, and how often it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from service.arena.models.source import ArenaSource, Source
from service.arena.recording.folding import params_of
from service.db.queries.ratings import RatingRow
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.boards import Ranked
from service.domain.ratings import Skill
from service.rating.prediction import Prediction, predict

NEIGHBOURS = 3
"""On each side of a board."""


class Record(NamedTuple):
    """What was said when the two met; ``votes`` are those that are folded."""

    votes: int
    wins: int
    losses: int
    ties: int
    both_bad: int

    @property
    def win_rate(self) -> float | None:
        """The share of folded votes won, a draw counting half; None without any."""
        draws = self.votes - self.wins - self.losses
        return (self.wins + draws / 2) / self.votes if self.votes else None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A model ranked near; ``gap`` is its score less the page's model's, ``chances`` are the latter's."""

    model: str
    name: str
    organization: str | None
    rank: int
    score: float
    gap: float
    chances: Prediction
    record: Record | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The models next above and below on an arena's board, in its order; none around an unranked model."""

    arena: Arena
    above: tuple[Neighbour, ...]
    below: tuple[Neighbour, ...]


def similar(source: Source) -> tuple[Neighbours, ...]:
    """Return the neighbors in every arena the model competes in."""
    return tuple(_neighbours(source, found) for found in source.arenas)


def _neighbours(source: Source, found: ArenaSource) -> Neighbours:
    ranked = source.ordering(found.arena, found.rows[OVERALL]).ranked
    places = [entry.standing.model for entry in ranked]
    if source.model.slug not in places:
        return Neighbours(found.arena, (), ())
    mine = places.index(source.model.slug)
    near = [
        [_neighbour(source, found, ranked[mine], entry) for entry in side]
        for side in (ranked[max(0, mine - NEIGHBOURS) : mine], ranked[mine + 1 : mine + 1 + NEIGHBOURS])
    ]
    return Neighbours(found.arena, *map(tuple, near))


def _neighbour(source: Source, found: ArenaSource, mine: Ranked, theirs: Ranked) -> Neighbour:
    rows = {source.others[row.model_id].slug: row for row in found.rows[OVERALL]}
    one, other = rows[mine.standing.model], rows[theirs.standing.model]
    about = source.others[other.model_id]
    return Neighbour(
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
    """Return the skill that a rating's row stands for."""
    return Skill(row.mu, row.variance)


def record_of(found: ArenaSource, one: int, other: int) -> Record | None:
    """Return the head-to-head counts of two models (by their ids) as the first sees them.

    None if they never met.
    """
    pair = (min(one, other), max(one, other))
    row = next((row for row in found.pairs if (row.model_a, row.model_b) == pair), None)
    if row is None:
        return None
    wins, losses = (row.wins_a, row.wins_b) if one < other else (row.wins_b, row.wins_a)
    folded = wins + losses + row.ties + (row.both_bad if found.arena.both_bad == "tie" else 0)
    return Record(folded, wins, losses, row.ties, row.both_bad)
