"""Head-to-head counts of a period, as Bradley-Terry needs them: one pass over segments and newest votes.

The stored counts are those of the whole log. These are of the votes cast from one day to another (UTC), which
is when the voter voted, not when the vote came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import polars as pl

from service.arena.archive import frames
from service.arena.catalog import arenas
from service.arena.recording.folding import CHUNK
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import models
from service.db.queries.log import segments as log_segments
from service.db.queries.log.segments import SegmentRow
from service.domain import clock
from service.domain.rankings import comparisons
from service.domain.votes import Outcome

COLUMNS = ("model_a", "model_b", "wins_a", "wins_b", "ties", "both_bad")
_PAIR, _COUNTS = COLUMNS[:2], COLUMNS[2:]
_READ = ("position", "model_left", "model_right", "outcome", "voted_at")


@dataclass(frozen=True, slots=True)
class Period:
    """Days since 1970, from ``first`` to ``last``, both included; None for no bound."""

    first: int | None
    last: int | None

    def of(self, votes: pl.DataFrame) -> pl.DataFrame:
        """Return the votes that were cast in the period."""
        voted_at = pl.col("voted_at")
        if self.first is not None:
            votes = votes.filter(voted_at >= self.first * clock.DAY)
        return votes if self.last is None else votes.filter(voted_at < (self.last + 1) * clock.DAY)

    def misses(self, segment: SegmentRow) -> bool:
        """Return whether every vote of a segment that counts was cast before the period.

        The day of the log is never before the day of a vote. It may be after it, for votes that came late.
        """
        return self.first is not None and segment.last_day < self.first


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What the database knows: segments, void votes, the counts of later votes, and the models' slugs.

    ``merged`` has the models that others were merged into, by the ids that those had.
    """

    segments: Sequence[SegmentRow]
    voided: Sequence[int]
    tail: pl.DataFrame
    slugs: dict[int, str]
    merged: dict[int, int]


async def count(services: Services, slug: str, period: Period) -> list[dict[str, str | int]]:
    """Return the counts of each pair of models of an arena, sorted by slugs, with COLUMNS as keys.

    Raise NotFound, and Damaged or Unavailable if a segment cannot be read.
    """
    snapshot = await services.database.read(_snapshot, slug, period)
    parts = [snapshot.tail]
    for segment in snapshot.segments:
        if not period.misses(segment):
            file = await services.blobs.read("log", segment.sha256)
            votes = frames.with_merged(frames.decode(file, _READ), snapshot.merged)
            parts.append(_counted(votes, snapshot.voided, period))
    rows = pl.concat(parts).group_by(_PAIR).agg(pl.col(_COUNTS).sum()).rows()
    return sorted((_named(row, snapshot.slugs) for row in rows), key=itemgetter(*_PAIR))


def _named(row: Sequence[int], slugs: dict[int, str]) -> dict[str, str | int]:
    """Return a pair with its slugs, the first in the alphabet as ``model_a``."""
    a, b, wins_a, wins_b, *others = row
    values: tuple[str | int, ...] = (slugs[a], slugs[b], wins_a, wins_b, *others)
    if slugs[a] > slugs[b]:
        values = (slugs[b], slugs[a], wins_b, wins_a, *others)
    return dict(zip(COLUMNS, values, strict=True))


def _snapshot(session: ReadSession, slug: str, period: Period) -> _Snapshot:
    arena = arenas.get(session, slug)
    segments = log_segments.of_arena(session, arena.id)
    voided = log_segments.voided(session, arena.id, arena.last_position)
    sealed, last = segments[-1].last_position if segments else 0, arena.last_position
    tail = [_counted(pl.DataFrame(schema=frames.SCHEMA), voided, period)]
    for start in range(sealed, last, CHUNK):
        votes = frames.read(session, arena.id, start, min(start + CHUNK, last))
        tail.append(_counted(votes, voided, period))
    return _Snapshot(segments, voided, pl.concat(tail), models.slugs(session), models.merged(session))


def _counted(votes: pl.DataFrame, voided: Sequence[int], period: Period) -> pl.DataFrame:
    """Return the counts of votes by pair, with the lower id first."""
    left, right, outcome = pl.col("model_left"), pl.col("model_right"), pl.col("outcome")
    swapped = left > right
    left_won, right_won = outcome == int(Outcome.LEFT), outcome == int(Outcome.RIGHT)
    won_a = pl.when(swapped).then(right_won).otherwise(left_won)
    won_b = pl.when(swapped).then(left_won).otherwise(right_won)
    ties, both_bad = outcome == int(Outcome.TIE), outcome == int(Outcome.BOTH_BAD)
    sums = zip(_COUNTS, (won_a, won_b, ties, both_bad), strict=True)
    return (
        frames.without_rankings(period.of(frames.counting(votes, voided)), comparisons)
        .group_by(
            pl.min_horizontal(left, right).alias("model_a"), pl.max_horizontal(left, right).alias("model_b")
        )
        .agg(condition.sum().cast(pl.Int64).alias(name) for name, condition in sums)
    )
