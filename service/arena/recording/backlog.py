"""The backlog of an arena: votes that its log holds and its ratings do not include yet.

On PostgreSQL the owner of an arena's lease folds the backlog as it grows. Whatever locks an arena to change
more than its end, such as an import or a void, folds what is left of it first. An arena that publishes votes
with a delay always has a backlog: it is folded once it is old enough (`publishing`), and locking leaves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from service.arena.recording.before_after import SnapshotFolding
from service.arena.recording.folding import Folding, LogRows, changed_rows, params_of, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.reveals import Reveals, StoredReveal
from service.db.bulk import Rows
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, matchups, ratings, votes
from service.db.queries.arenas import ArenaLog
from service.db.queries.ratings import RatingTuple
from service.domain.arenas import Arena
from service.rating.rating_state import RatingState

ClosedDay = tuple[int, int, list[RatingTuple]]
"""A day that the fold has closed: the day, its last position, and the ratings that changed on it."""


class FoldedLog(NamedTuple):
    """A folded part of a log, of which nothing is stored yet, and the reveals of its votes on matchups.

    ``packed`` has the matchups' ids and their reveals as they are stored.
    """

    folding: Folding
    closed: list[ClosedDay]
    reveals: Reveals
    packed: list[tuple[int, bytes]]

    def followed_by(self, later: FoldedLog) -> FoldedLog:
        """Return this part and the next one as one. Neither of the two may be used any more."""
        self.folding.changes.merge(later.folding.changes)
        later.folding.changes = self.folding.changes
        return FoldedLog(
            later.folding,
            self.closed + later.closed,
            {**self.reveals, **later.reveals},
            self.packed + later.packed,
        )

    def rows(self) -> list[Rows]:
        """Return the rows to store, but for the arena."""
        return [*changed_rows(self.folding), *self._other_rows()]

    def save(self, session: WriteSession, revision: int) -> Arena:
        """Store all but the arena, which is returned."""
        return save(session, self.folding, revision, *self._other_rows())

    def _other_rows(self) -> list[Rows]:
        arena_id = self.folding.arena.id
        history = [row for _, _, rows in self.closed for row in ratings.keyed(arena_id, rows)]
        checkpoints = [(arena_id, day, position) for day, position, _ in self.closed]
        return [
            (ratings.save_history, history),
            (ratings.save_checkpoints, checkpoints),
            (matchups.save_reveals, self.packed),
        ]


def locked_arenas(session: WriteSession, ids: Iterable[int]) -> dict[int, Arena]:
    """Return the arenas with these ids, locked until the transaction ends, with every vote rated.

    Of an arena that publishes votes with a delay, those that are not published yet stay unrated. Ignore
    unknown ids.
    """
    return {arena_id: log.arena for arena_id, log in locked_logs(session, ids).items()}


def locked_logs(session: WriteSession, ids: Iterable[int]) -> dict[int, ArenaLog]:
    """Return what `locked_arenas` does, and where each log ends."""
    return {arena_id: _settled(session, log) for arena_id, log in arenas.lock(session, ids).items()}


def end_of(session: ReadSession, arena: Arena) -> int:
    """Return the position of the last vote in an arena's log, published or not. The arena must be settled."""
    log = arenas.log_of(session, arena.id) if arena.publish_after else None
    return arena.last_position if log is None else log.end


def _settled(session: WriteSession, log: ArenaLog) -> ArenaLog:
    if log.end == log.arena.last_position or log.arena.publish_after:
        return log
    return ArenaLog(fold_upto(session, log.arena, log.end), log.end)


def fold_upto(session: WriteSession, arena: Arena, upto: int) -> Arena:
    """Fold the log of a locked arena up to a position and store everything; return the arena afterwards."""
    state = RatingState(params_of(arena))
    after = fold_log(session, IdCache(), arena, state, upto).save(session, arena.revision + 1)
    arenas.advance(session, after)
    return after


def fold_log(session: ReadSession, ids: IdCache, arena: Arena, state: RatingState, upto: int) -> FoldedLog:
    """Fold the log after the arena's last position up to this one into the state; store nothing."""
    rows = votes.to_fold(session, arena.id, arena.last_position, upto)
    voted = matchups.voted(session, arena.id, arena.last_position, upto)
    return fold_rows(session, ids, arena, state, NewRows(rows, voted, upto))


class NewRows(NamedTuple):
    """The votes that count after an arena's last position and up to another, and the matchups behind them."""

    votes: LogRows
    matchups: Sequence[matchups.VotedMatchup]
    upto: int


def fold_rows(
    session: ReadSession,
    ids: IdCache,
    arena: Arena,
    state: RatingState,
    rows: NewRows,
    *,
    ahead: bool = False,
) -> FoldedLog:
    """Fold votes into the state; store nothing. ``ahead`` says that the state has unstored votes."""
    closed: list[ClosedDay] = []
    fold_of = (session, arena, state, lambda i: ids.axes(session, i), lambda *day: closed.append(day))
    if not rows.matchups:
        plain = Folding(*fold_of)
        plain.feed(rows.votes, rows.upto)
        return FoldedLog(plain, closed, {}, [])
    positions = {row.position for row in rows.matchups}
    folding = SnapshotFolding(
        *fold_of, positions=positions, overall=ids.overall(session, arena.id), ahead=ahead
    )
    folding.feed(rows.votes, rows.upto)
    reveals = {row.position: _reveal(row, folding) for row in rows.matchups if row.reveal is not None}
    packed = [(row.id, reveals[row.position].pack()) for row in rows.matchups if row.position in reveals]
    return FoldedLog(folding, closed, reveals, packed)


def _reveal(row: matchups.VotedMatchup, folding: SnapshotFolding) -> StoredReveal:
    snapshots = folding.snapshots_of(row.position, row.model_left, row.model_right)
    return StoredReveal.unpack(row.reveal)._replace(snapshots=snapshots)


def reveals_of(session: ReadSession, arena_id: int, positions: Iterable[int]) -> Reveals:
    """Return the stored reveals of an arena's votes at these positions."""
    rows = matchups.voted_at(session, arena_id, positions)
    return {row.position: StoredReveal.unpack(row.reveal) for row in rows if row.reveal is not None}
