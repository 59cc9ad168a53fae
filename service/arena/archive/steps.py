"""A worker's step: one part of a log folded on one group of axes, from the state that the step before left.

A step's result is the checkpoint for the next one. If a worker is lost, its step is given to another one, and
nothing before it is folded again. Axes do not depend on each other, so every group of axes comes to the same
bits as one process that folds all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.arena.archive import frames, tables
from service.arena.recording.folding import CHUNK, CloseDay, LogFold, LogRows, empty_state
from service.blobs.stores import open_blobs
from service.db.queries.log.rankings import SizeTuple
from service.db.queries.ratings import RatingTuple
from service.domain.arenas import Arena
from service.domain.rankings import chain
from service.rating.changes import Changes
from service.rating.rating_state import RatingState
from service.rating.vote_columns import VoteColumns, sides

_COLUMNS = ("position", "model_left", "model_right", "outcome", "category_id", "voted_at")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a log, up to a position: the file in the blob store with this hash, or the file itself."""

    upto: int
    blobs_url: str
    sha256: bytes
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a worker needs to know.

    ``arena`` is the arena before the part's first vote, and ``state`` its ratings on the group's axes.
    ``axes`` has the group's axes by prompt category. ``counted`` has all axes for the group that counts pairs
    of models, and is None for the others. ``voided`` are the positions of void votes in the part. ``votes``
    is the length of the whole log, which decides if compiling the fold is worthwhile. ``merged`` has the
    models that others were merged into, by the ids that segments have.
    """

    arena: Arena
    part: Part
    axes: Mapping[int, tuple[int, ...]]
    counted: Mapping[int, tuple[int, ...]] | None
    voided: Sequence[int]
    votes: int
    state: bytes
    merged: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class StepResult:
    """The arena and the ratings after a part, and what the part adds to the results: counts and history.

    ``days`` are the closed days with their last positions.
    """

    arena: Arena
    state: bytes
    pairs: bytes
    sizes: Sequence[SizeTuple]
    history: bytes
    days: tuple[tuple[int, int], ...]


def fold_step(step: Step) -> StepResult:
    """Fold a part of a log. Raise Damaged or Unavailable if its file cannot be read."""
    days: list[tuple[int, int]] = []
    history: list[RatingTuple] = []

    def close_day(day: int, position: int, rows: list[RatingTuple]) -> None:
        days.append((day, position))
        history.extend(rows)

    state = empty_state(step.arena, step.votes)
    state.load(tables.unpack(step.state).iter_rows())
    fold = _GroupFold(step, state, close_day)
    _feed(fold, _votes(step), step.part.upto)
    return StepResult(
        fold.arena,
        tables.pack(fold.state.all_rows()),
        tables.pack_pairs(fold.changes.pair_counts()),
        fold.changes.size_rows(),
        tables.pack(history),
        tuple(days),
    )


class _GroupFold(LogFold):
    """The fold on a group of axes."""

    def __init__(self, step: Step, state: RatingState, close_day: CloseDay) -> None:
        super().__init__(step.arena, state, lambda category_id: step.axes.get(category_id, ()), close_day)
        self._counted = step.counted

    def _fold(self, segment: LogRows, day: int) -> Changes:
        changes = self.state.rate(segment, self._axes_of, day)
        if self._counted is not None:
            changes.count_arrays(sides(segment), self._counted.__getitem__)
        return changes


def _votes(step: Step) -> VoteColumns:
    part = step.part
    file = open_blobs(part.blobs_url).get("log", part.sha256) if part.file is None else part.file
    frame = frames.counting(frames.decode(file, _COLUMNS), step.voided)
    frame = frames.with_merged(frame, step.merged)
    frame = frames.without_rankings(frame, chain)
    return VoteColumns(*(frame[name].to_numpy() for name in _COLUMNS))


def _feed(fold: LogFold, votes: VoteColumns, upto: int) -> None:
    start = 0
    while start < len(votes):
        end = min(start + CHUNK, len(votes))
        while end < len(votes) and votes[end][0] == votes[end - 1][0]:
            end += 1  # the rows of a ranking stay together
        fold.feed(votes[start:end], votes[end - 1][0])
        start = end
    fold.feed((), upto)
