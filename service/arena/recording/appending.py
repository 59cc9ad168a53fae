"""One descent from operations to ratings: resolve all ids, append to the log, fold the log, store.

Everything happens in one transaction under the arena's lock, in that order, arena by arena. `append` knows
nothing of ratings, and `_fold` reads only what the log holds: what is rated is what was stored.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self, TypeVar

from service.arena.recording.before_after import SnapshotFolding
from service.arena.recording.folding import Folding, LogRows, TableRows, closing, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.operations import Memory, Operation, Phase
from service.db.engine import WriteSession
from service.db.queries import arenas, votes
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from service.errors import Conflict, NotFound
from service.rating.rating_state import RatingState

T_co = TypeVar("T_co", covariant=True)

REASONS = {
    Exclusion.OWN_MODEL: "the vote came with a key that has made one of the models",
    Exclusion.RATE: "the voter voted faster than votes count",
    Exclusion.REPEAT: "the voter had voted on this pair for this prompt before",
    Exclusion.DAMAGED_IMAGE: "an image of the matchup was withdrawn before the vote",
}
"""Why a vote is excluded as it is recorded, in the words that the log keeps."""


class ResolvedVote(NamedTuple):
    """A vote in the database's ids: a row of the log that only lacks its position.

    ``exclusion`` is why the vote does not count, None if it counts.
    """

    model_left: int
    model_right: int
    outcome: int
    category_id: int
    prompt_id: int | None
    voter: int | None
    voted_at: int
    external_id: str | None = None
    exclusion: Exclusion | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """What resolving may use: the session, the arena, the known ids, and the time of the batch."""

    session: WriteSession
    arena: Arena
    ids: IdCache
    now: int


class Submission(ABC):
    """What operations of one kind submit to the log of one arena in one batch.

    `record` calls `resolve`, `appended`, `close` and `answers` in this order, once each.
    """

    @property
    def is_answered(self) -> bool:
        """Whether all answers are known without recording anything."""
        return False

    @abstractmethod
    def resolve(self) -> Sequence[ResolvedVote]:
        """Return the votes to append, in order."""

    @abstractmethod
    def appended(self, first_position: int) -> None:
        """Note that the log holds the resolved votes, beginning at this position."""

    @property
    def snapshot_positions(self) -> AbstractSet[int]:
        """The positions of appended votes whose voters are shown what the vote changed."""
        return frozenset()

    def close(self, _folding: SnapshotFolding) -> Sequence[TableRows]:
        """Return rows to store with the ratings. Not called if no submission wants snapshots."""
        return ()

    @abstractmethod
    def answers(self) -> Mapping[int, object]:
        """Return the answers by the operations' numbers in the batch."""


class VoteOperation(Operation[T_co]):
    """An operation that adds votes to the log of an arena."""

    phase = Phase.VOTES
    arena_id: int
    order: ClassVar[int]
    """Kinds of operations enter the log in ascending order, whatever their order in the batch."""

    @classmethod
    @abstractmethod
    def submission(cls, recording: Recording, operations: Mapping[int, Self]) -> Submission:
        """Return the submission of operations of this kind on one arena, given by number."""

    @classmethod
    def run(
        cls, session: WriteSession, memory: Memory, operations: Sequence[VoteOperation[object]]
    ) -> Sequence[object]:
        """See Operation."""
        return record(session, memory, operations)


def record(
    session: WriteSession, memory: Memory, operations: Sequence[VoteOperation[object]]
) -> list[object]:
    """Append the operations' votes, rate them and store the ratings; return an answer for each, in order.

    A vote on a matchup that is refused has its error as the answer. Raise NotFound if an arena does not
    exist. The transaction belongs to the caller.
    """
    locked = arenas.lock(session, {operation.arena_id for operation in operations})
    answers: dict[int, object] = {}
    for arena_id in sorted({operation.arena_id for operation in operations}):
        if arena_id not in locked:
            raise NotFound("there is no such arena")
        mine = {i: one for i, one in enumerate(operations) if one.arena_id == arena_id}
        answers.update(_record(Recording(session, locked[arena_id], memory.ids, clock.now()), memory, mine))
    return [answers[i] for i in range(len(operations))]


def _record(
    recording: Recording, memory: Memory, operations: Mapping[int, VoteOperation[object]]
) -> dict[int, object]:
    """Record the operations on one arena: the descent."""
    session, arena = recording.session, recording.arena
    submissions = _submissions(recording, operations)
    if arena.retired_at is not None and not all(one.is_answered for one in submissions):
        raise Conflict(f"arena {arena.slug} is retired and takes no votes")
    resolved = [submission.resolve() for submission in submissions]
    log = append(session, arena, [vote for some in resolved for vote in some], recording.now)
    position = log.first_position
    for submission, some in zip(submissions, resolved, strict=True):
        submission.appended(position)
        position += len(some)
    if log.last_position > arena.last_position:
        state = memory.take_state(arena)
        folding, closed = _fold(recording, state, log, submissions)
        saved = save(session, folding, arena.revision + 1, *closed)
        arenas.advance(session, saved)
        memory.keep_state(saved, state)
    return {number: answer for one in submissions for number, answer in one.answers().items()}


def _submissions(recording: Recording, operations: Mapping[int, VoteOperation[object]]) -> list[Submission]:
    kinds = sorted({type(operation) for operation in operations.values()}, key=lambda kind: kind.order)
    return [
        kind.submission(recording, {i: one for i, one in operations.items() if type(one) is kind})
        for kind in kinds
    ]


class Appended(NamedTuple):
    """What `append` added to a log: its span, and the votes that count as the log now holds them."""

    first_position: int
    last_position: int
    rows: LogRows


def append(session: WriteSession, arena: Arena, resolved: Iterable[ResolvedVote], now: int) -> Appended:
    """Append votes to an arena's log at the next positions. The arena must be locked."""
    counted: list[votes.LogRow] = []
    excluded: list[votes.ExcludedRow] = []
    position = arena.last_position
    for position, vote in enumerate(resolved, arena.last_position + 1):
        if vote.exclusion is None:
            counted.append(votes.LogRow(arena.id, position, *vote[:-1]))
        else:
            why = (now, REASONS[vote.exclusion], int(vote.exclusion), vote.external_id)
            excluded.append(votes.ExcludedRow(arena.id, position, *vote[:-2], *why))
    rows = votes.append(session, counted) if counted else ()
    votes.append_excluded(session, excluded)
    return Appended(arena.last_position + 1, position, rows)


def _fold(
    recording: Recording, state: RatingState, log: Appended, submissions: Iterable[Submission]
) -> tuple[Folding, Sequence[TableRows]]:
    """Fold what was appended; return the folding, and the rows that submissions store with the ratings."""
    session, arena, ids = recording.session, recording.arena, recording.ids
    fold_of = (session, arena, state, lambda i: ids.axes(session, i), closing(session, arena.id))
    positions = frozenset().union(*(one.snapshot_positions for one in submissions))
    if not positions:
        plain = Folding(*fold_of)
        plain.feed(log.rows, log.last_position)
        return plain, ()
    folding = SnapshotFolding(*fold_of, positions=positions, overall=ids.overall(session, arena.id))
    folding.feed(log.rows, log.last_position)
    return folding, [rows for one in submissions for rows in one.close(folding)]
