"""Head-to-head counts: how the votes between two models turned out, on one axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service.arena.catalog import arenas
from service.arena.catalog.resolving import find_axis
from service.db.engine import ReadSession
from service.db.queries import models, ratings
from service.db.queries.ratings import PairRow
from service.domain.arenas import Arena
from service.domain.axes import Axis


class HeadToHead(NamedTuple):
    """The counts of one pair. ``votes`` is the number of votes that count."""

    model_a: str
    model_b: str
    votes: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int

    @property
    def win_rate_a(self) -> float | None:
        """The share of votes for the first model, with a draw as half a vote; None without votes."""
        draws = self.votes - self.wins_a - self.wins_b
        return (self.wins_a + draws / 2) / self.votes if self.votes else None


def pairs(session: ReadSession, slug: str, axis: Axis) -> tuple[Arena, list[HeadToHead]]:
    """Return an arena and every pair with votes on one of its axes. Raise NotFound as leaderboards do."""
    arena = arenas.get(session, slug)
    axis_id = find_axis(session, arena, axis)
    rows = [] if axis_id is None else ratings.pairs_of_axis(session, arena.id, axis_id)
    known = models.of_ids(session, {row.model_a for row in rows} | {row.model_b for row in rows})
    return arena, of_rows(arena, rows, {model_id: model.slug for model_id, model in known.items()})


def of_rows(arena: Arena, rows: Iterable[PairRow], slugs: Mapping[int, str]) -> list[HeadToHead]:
    """Return stored counts by slugs, sorted. The first model of a pair comes first in the alphabet."""
    counts = []
    for row in rows:
        a, b = slugs[row.model_a], slugs[row.model_b]
        folded = row.wins_a + row.wins_b + row.ties + (row.both_bad if arena.both_bad == "tie" else 0)
        wins = (row.wins_a, row.wins_b)
        if a > b:
            a, b, wins = b, a, wins[::-1]
        counts.append(HeadToHead(a, b, folded, *wins, row.ties, row.both_bad))
    return sorted(counts)
