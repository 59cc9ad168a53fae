"""The fold with snapshots of the overall leaderboard before and after single votes, for their voters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import NamedTuple

from service.arena.recording.folding import AxesOf, CloseDay, Folding, LogRows
from service.db.engine import ReadSession
from service.db.queries import ratings
from service.db.queries.votes import FoldTuple
from service.domain.arenas import Arena
from service.domain.boards import MIN_VOTES
from service.domain.matchups import RatingSnapshot
from service.domain.ratings import Skill
from service.rating.changes import Changes
from service.rating.rating_state import RatingState


class RatingSnapshots(NamedTuple):
    """The two models of a vote on the overall axis, before the vote and after it."""

    left_before: RatingSnapshot
    left_after: RatingSnapshot
    right_before: RatingSnapshot
    right_after: RatingSnapshot


class Ranking:
    """The ranks of an arena's models on one axis while votes are folded into its ratings.

    ``models`` are all models with votes on the axis; the state has their ratings.
    """

    def __init__(self, state: RatingState, axis: int, models: Iterable[int]) -> None:
        self._state = state
        self._axis = axis
        self._ratings: dict[int, tuple[float, float, float, bool]] = {}
        self._scores: list[float] = []
        for model in models:
            self.update(model)

    def update(self, model: int) -> None:
        """Read a model's new rating from the state."""
        known = self._ratings.get(model)
        if known and known[3]:
            del self._scores[bisect_left(self._scores, known[2])]
        mu, variance, votes = self._state.state(self._axis, model)
        skill, ranked = Skill(mu, variance), votes >= MIN_VOTES
        self._ratings[model] = (mu, skill.sigma, skill.score, ranked)
        if ranked:
            insort(self._scores, skill.score)

    def snapshot(self, model: int) -> RatingSnapshot:
        """Return a model's rating and rank as of its last update."""
        if model not in self._ratings:
            self.update(model)
        mu, sigma, score, ranked = self._ratings[model]
        rank = len(self._scores) - bisect_right(self._scores, score) + 1 if ranked else None
        return RatingSnapshot(mu, sigma, score, rank)


class SnapshotFolding(Folding):
    """A Folding that takes snapshots around the votes at some positions of the log.

    ``snapshots`` holds them by position, for those of the positions whose votes count. ``ahead`` says that
    the state has votes that are not stored yet.
    """

    def __init__(
        self,
        session: ReadSession,
        arena: Arena,
        state: RatingState,
        axes_of: AxesOf,
        close_day: CloseDay,
        *,
        positions: AbstractSet[int],
        overall: int,
        ahead: bool = False,
    ) -> None:
        super().__init__(session, arena, state, axes_of, close_day)
        rows = ratings.of_axis(session, arena.id, overall)
        state.load(rows)
        self.snapshots: dict[int, RatingSnapshots] = {}
        models = state.models_on(overall) if ahead else [row.model_id for row in rows]
        self.ranking = Ranking(state, overall, models)
        self._positions = positions

    def snapshots_of(self, position: int, left: int, right: int) -> RatingSnapshots:
        """Return the snapshots around the vote at a position; of the present, twice, if it did not count."""
        snapshots = self.snapshots.get(position)
        if snapshots is None:
            a, b = self.ranking.snapshot(left), self.ranking.snapshot(right)
            return RatingSnapshots(a, a, b, b)
        return snapshots

    def _fold(self, segment: LogRows, day: int) -> Changes:
        changes = Changes()
        for single, run in groupby(segment, lambda row: row[0] in self._positions):
            if single:
                for row in run:
                    self._fold_one(row, day, changes)
            else:
                self._fold_run(list(run), day, changes)
        return changes

    def _fold_run(self, rows: LogRows, day: int, changes: Changes) -> None:
        changes.merge(self.state.fold(rows, self._axes_of, day))
        for model in {model for row in rows for model in row[1:3]}:
            self.ranking.update(model)

    def _fold_one(self, row: FoldTuple, day: int, changes: Changes) -> None:
        position, left, right, outcome, category_id = row[:5]
        before = self.ranking.snapshot(left), self.ranking.snapshot(right)
        self.state.fold_votes([(left, right, outcome, self._axes_of(category_id))], day, changes)
        changes.count_votes([row], self._axes_of)
        self.ranking.update(left)
        self.ranking.update(right)
        after = self.ranking.snapshot(left), self.ranking.snapshot(right)
        self.snapshots[position] = RatingSnapshots(before[0], after[0], before[1], after[1])
