"""A worker's step: one part of a log folded on one group of axes, from the state that the step before left.

A step's result is the checkpoint for the next one. If a worker is lost, its step is given to another one, and
nothing before it is folded again. Axes do not depend on each other, so every group of axes comes to the same
bits as one process that folds all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from service.arena.archive import frames, tables
from service.arena.recording.folding import CHUNK, LogFold, LogRows, empty_state
from service.arena.recording.prior_fold import ClosedRows
from service.blobs.stores import open_blobs
from service.db.queries.log.rankings import SizeTuple
from service.domain.arenas import Arena
from service.domain.rankings import chain
from service.rating.changes import Changes
from service.rating.rating_state import RatingState, StateColumns
from service.rating.vote_columns import VoteColumns

_READ = ("model_left", "model_right", "outcome", "category_id", "voted_at")


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

    ``days`` are the closed days with their last positions, ``history`` their ratings, and ``closed_rows``
    says what those are.
    """

    arena: Arena
    state: bytes
    pairs: bytes
    sizes: Sequence[SizeTuple]
    history: bytes
    closed_rows: ClosedRows
    days: tuple[tuple[int, int], ...]


def fold_step(step: Step) -> StepResult:
    """Fold a part of a log. Raise Damaged or Unavailable if its file cannot be read."""
    state = empty_state(step.arena, step.votes)
    state.load(tables.unpack(step.state).iter_rows())
    fold, votes = _GroupFold(step, state), _votes(step)
    _feed(fold, votes, step.part.upto)
    if step.counted is not None:
        fold.changes.count_arrays(votes.sides(), step.counted.__getitem__)
    return StepResult(
        fold.arena,
        tables.pack([fold.state.columns()]),
        tables.pack_pairs(fold.changes.pair_counts()),
        fold.changes.size_rows(),
        tables.pack(fold.history),
        fold.closed_rows,
        tuple(fold.days),
    )


class _GroupFold(LogFold):
    """The fold on a group of axes, which keeps the days that it closes."""

    def __init__(self, step: Step, state: RatingState) -> None:
        super().__init__(step.arena, state, lambda category_id: step.axes.get(category_id, ()))
        self.days: list[tuple[int, int]] = []
        self.history: list[StateColumns] = []
        self.closed_rows = ClosedRows()

    def _fold(self, segment: LogRows, day: int) -> Changes:
        return self.state.rate(segment, self._axes_of, day)

    def _load(self, segment: LogRows) -> None:
        """Load nothing: the state has all ratings of its axes."""

    def _close(self, day: int, position: int) -> None:
        self.days.append((day, position))
        columns = self.state.columns(day)
        self.history.append(columns)
        self.closed_rows.add(ClosedRows.of(zip(*(column.tolist() for column in columns), strict=True)))


def _votes(step: Step) -> VoteColumns:
    """Return the part's votes that count."""
    part, before = step.part, step.arena.last_position
    file = open_blobs(part.blobs_url).get("log", part.sha256) if part.file is None else part.file
    frame = frames.decode(file, _READ)
    if frame.height == part.upto - before:
        # The part has every vote. Reading the positions would take a third of the time.
        frame = frame.with_columns(position=pl.int_range(before + 1, part.upto + 1))
    else:
        frame = frames.decode(file, ("position", *_READ))
    frame = frames.with_merged(frames.counting(frame, step.voided), step.merged)
    frame = frames.without_rankings(frame, chain)
    return VoteColumns(*(frame[name].to_numpy() for name in ("position", *_READ)))


def _feed(fold: LogFold, votes: VoteColumns, upto: int) -> None:
    start = 0
    while start < len(votes):
        end = min(start + CHUNK, len(votes))
        while end < len(votes) and votes[end][0] == votes[end - 1][0]:
            end += 1  # the rows of a ranking stay together
        fold.feed(votes[start:end], votes[end - 1][0])
        start = end
    fold.feed((), upto)
