"""The fold with a look at the board before and after single votes, for the voters who cast them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import NamedTuple

from service.arena.recording.folding import AxesOf, CloseDay, Folding
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
    """The two models of a vote on the overall axis, before it and after it."""

    left_before: RatingSnapshot
    left_after: RatingSnapshot
    right_before: RatingSnapshot
    right_after: RatingSnapshot


class Ranking:
    """The ranks of an arena's models on one axis while votes are folded into its book.

    ``models`` are all that have votes there, with their ratings in the book.
    """

    def __init__(self, book: RatingState, axis: int, models: Iterable[int]) -> None:
        self._book = book
        self._axis = axis
        self._states: dict[int, tuple[float, float, float, bool]] = {}
        self._scores: list[float] = []
        for model in models:
            self.update(model)

    def update(self, model: int) -> None:
        """Take note of a model's new rating."""
        known = self._states.get(model)
        if known and known[3]:
            del self._scores[bisect_left(self._scores, known[2])]
        mu, variance, votes = self._book.state(self._axis, model)
        skill, ranked = Skill(mu, variance), votes >= MIN_VOTES
        self._states[model] = (mu, skill.sigma, skill.score, ranked)
        if ranked:
            insort(self._scores, skill.score)

    def standing(self, model: int) -> RatingSnapshot:
        """Return where a model stands, as it was last taken note of."""
        if model not in self._states:
            self.update(model)
        mu, sigma, score, ranked = self._states[model]
        rank = len(self._scores) - bisect_right(self._scores, score) + 1 if ranked else None
        return RatingSnapshot(mu, sigma, score, rank)


class SnapshotFolding(Folding):
    """A Folding that looks at some votes: ``looks`` has those of each watched position that it folded."""

    def __init__(
        self,
        session: ReadSession,
        arena: Arena,
        book: RatingState,
        axes_of: AxesOf,
        close_day: CloseDay,
        *,
        watched: AbstractSet[int],
        overall: int,
    ) -> None:
        super().__init__(session, arena, book, axes_of, close_day)
        rows = ratings.of_axis(session, overall)
        book.load(rows)
        self.looks: dict[int, RatingSnapshots] = {}
        self.ranking = Ranking(book, overall, [row.model_id for row in rows])
        self._watched = watched

    def looks_of(self, left: int, right: int) -> RatingSnapshots:
        """Return two models as they stand now, for a vote that moved nothing."""
        a, b = self.ranking.standing(left), self.ranking.standing(right)
        return RatingSnapshots(a, a, b, b)

    def _fold(self, segment: Sequence[FoldTuple], day: int) -> Changes:
        touched = Changes()
        for watched, run in groupby(segment, lambda row: row[0] in self._watched):
            if watched:
                for row in run:
                    self._fold_one(row, day, touched)
            else:
                self._fold_run(list(run), day, touched)
        return touched

    def _fold_run(self, rows: Sequence[FoldTuple], day: int, touched: Changes) -> None:
        touched.merge(self.book.fold(rows, self._axes_of, day))
        for model in {model for row in rows for model in row[1:3]}:
            self.ranking.update(model)

    def _fold_one(self, row: FoldTuple, day: int, touched: Changes) -> None:
        position, left, right, said, stratum = row[:5]
        before = self.ranking.standing(left), self.ranking.standing(right)
        self.book.fold_votes([(left, right, said, self._axes_of(stratum))], day, touched)
        self.ranking.update(left)
        self.ranking.update(right)
        after = self.ranking.standing(left), self.ranking.standing(right)
        self.looks[position] = RatingSnapshots(before[0], after[0], before[1], after[1])
