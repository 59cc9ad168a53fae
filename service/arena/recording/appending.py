"""One descent from operations to ratings: resolve all ids, append to the log, fold the log, store.

`record` does all of it in one transaction under the arena's lock, as SQLite's one writer does. On PostgreSQL
the recorder only appends, with `append_apart`, and the owner of the arena's lease folds what the log holds.
Appending knows nothing of ratings: what is rated is what was stored.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, NamedTuple, Self, TypeVar

from service.arena.recording.backlog import locked_logs
from service.arena.recording.before_after import SnapshotFolding
from service.arena.recording.folding import Folding, LogRows, closing, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.operations import BUSY, Memory, Operation, Phase, Stored, StoredBatch
from service.arena.recording.redating import check_day
from service.arena.recording.reveals import Reveals, StoredReveal
from service.db.engine import WriteSession
from service.db.queries import arenas, matchups, votes
from service.db.queries.arenas import ArenaLog
from service.db.queries.live import log as live_log
from service.db.queries.live.log import ClosedMatchup, ExternalId, NewVote
from service.db.queries.log import rankings as log_rankings
from service.db.queries.matchups import Matchup
from service.domain import clock
from service.domain.arenas import ACKNOWLEDGE, Arena
from service.domain.rankings import Ranking
from service.domain.votes import Exclusion
from service.errors import Conflict, NotFound
from service.rating.rating_state import RatingState

T_co = TypeVar("T_co", covariant=True)

REASONS = {
    Exclusion.OWN_MODEL: "the vote came with a key that has made one of the models",
    Exclusion.RATE: "the voter voted faster than votes count",
    Exclusion.REPEAT: "the voter had voted on this pair for this prompt before",
    Exclusion.DAMAGED_IMAGE: "an image of the matchup was withdrawn before the vote",
    Exclusion.UNSEEN: "the images were not loaded, or too short a time before the vote",
    Exclusion.WEIGHT: "as many votes of the voter count as may in a day, in all or in one language and theme",
    Exclusion.GOLD: "one of the images is clearly broken: it tells whether the voter looked",
    Exclusion.HELD: "held for review: the voter's network is over a limit",
}
"""Why a vote is excluded as it is recorded, in the words that the log keeps."""


class ResolvedVote(NamedTuple):
    """A vote in the database's ids: a row of the log that only lacks its position.

    ``exclusion`` is why the vote does not count, None if it counts. ``has_time`` says whether the sender of
    an external id named the time, too. ``ranking`` has the models of a vote with the outcome `RANKED`.
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
    has_time: bool = False
    ranking: Ranking[int] | None = None


class CastVote(NamedTuple):
    """A vote on a matchup, by the number of its vote among those that its submission resolved, from 0.

    ``matchup`` is closed, and lacks only the vote's position and the reveal.
    """

    number: int
    matchup: Matchup
    reveal: StoredReveal


@dataclass(frozen=True, slots=True)
class Recording:
    """What resolving may use: the session, the arena, the known ids, and the time of the batch."""

    session: WriteSession
    arena: Arena
    ids: IdCache
    now: int


class Submission(ABC):
    """What operations of one kind submit to the log of one arena in one batch.

    `resolve`, `cast`, `appended` and `answers` are called in this order, once each.
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

    def cast(self) -> Sequence[CastVote]:
        """Return which of the votes were cast on matchups; their voters are shown what a vote changed."""
        return ()

    @property
    def earlier_positions(self) -> Sequence[int]:
        """The positions of votes that were recorded before, and whose operations are answered again."""
        return ()

    @property
    def unrevealed_positions(self) -> Sequence[int]:
        """Those of them that were votes on matchups and are not rated yet."""
        return ()

    @abstractmethod
    def answers(self, reveals: Reveals | None) -> Mapping[int, object]:
        """Return the answers by the operations' numbers in the batch.

        ``reveals`` has those of the votes on matchups; it is None if they are not known yet.
        """


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
        return (append_apart if memory.apart else record)(session, memory, operations)


def record(
    session: WriteSession, memory: Memory, operations: Sequence[VoteOperation[object]]
) -> list[object]:
    """Append the operations' votes, rate them and store the ratings; return an answer for each, in order.

    In an arena that publishes votes with a delay they are only appended. A vote on a matchup that is refused
    has its error as the answer. Raise NotFound if an arena does not exist. The transaction belongs to the
    caller.
    """
    locked = locked_logs(session, {operation.arena_id for operation in operations})
    answers: dict[int, object] = {}
    for arena_id in sorted({operation.arena_id for operation in operations}):
        if arena_id not in locked:
            raise NotFound("there is no such arena")
        mine = {i: one for i, one in enumerate(operations) if one.arena_id == arena_id}
        recording = Recording(session, locked[arena_id].arena, memory.ids, clock.now())
        check_day(recording.arena, recording.now)
        answers.update(_record(recording, locked[arena_id], memory, mine))
    return [answers[i] for i in range(len(operations))]


def _record(
    recording: Recording, before: ArenaLog, memory: Memory, operations: Mapping[int, VoteOperation[object]]
) -> dict[int, object]:
    """Record the operations on one arena: the descent."""
    session, arena = recording.session, recording.arena
    submitted = _Submitted(recording, operations)
    log = append(session, before, submitted.votes, recording.now)
    submitted.appended(log.first_position)
    if log.last_position > before.end:
        arenas.set_end(session, arena.id, log.last_position)
    if arena.publish_after:
        matchups.save(session, _closed_unrated(submitted.cast, log.first_position))
        return submitted.answers({} if submitted.are_rated(arena) else None)
    reveals: dict[int, StoredReveal] = {}
    if log.last_position > before.end:
        state = memory.take_state(arena)
        folding, reveals, closed = _fold(recording, state, log, submitted.cast)
        saved = save(session, folding, arena.revision + 1, (matchups.save, closed))
        arenas.advance(session, saved)
        memory.keep_state(saved, state)
    return submitted.answers(reveals)


class _Submitted:
    """The submissions of one arena's operations, with all their votes resolved.

    Raise Conflict if the arena is retired, unless all was answered before.
    """

    def __init__(self, recording: Recording, operations: Mapping[int, VoteOperation[object]]) -> None:
        kinds = sorted({type(operation) for operation in operations.values()}, key=lambda kind: kind.order)
        self._submissions = [
            kind.submission(recording, {i: one for i, one in operations.items() if type(one) is kind})
            for kind in kinds
        ]
        arena = recording.arena
        if arena.retired_at is not None and not all(one.is_answered for one in self._submissions):
            raise Conflict(f"arena {arena.slug} is retired and takes no votes")
        self.votes: list[ResolvedVote] = []
        self.cast: list[CastVote] = []
        self._starts: list[int] = []
        self._first = 0
        for submission in self._submissions:
            start = len(self.votes)
            self._starts.append(start)
            self.votes += submission.resolve()
            self.cast += [one._replace(number=start + one.number) for one in submission.cast()]

    def appended(self, first_position: int) -> None:
        """Note the position of the first vote."""
        self._first = first_position
        for submission, start in zip(self._submissions, self._starts, strict=True):
            submission.appended(first_position + start)

    def are_rated(self, arena: Arena) -> bool:
        """Return whether all that the answers need is rated."""
        return max(self.positions, default=0) <= arena.last_position

    @property
    def positions(self) -> list[int]:
        """The positions that some answer needs rated, of which those in between may be left out."""
        earlier = [position for one in self._submissions for position in one.earlier_positions]
        return [*earlier, self._first + len(self.votes) - 1] if self.votes else earlier

    @property
    def cast_positions(self) -> frozenset[int]:
        """The positions of the votes on matchups whose reveals are not known yet."""
        earlier = (position for one in self._submissions for position in one.unrevealed_positions)
        return frozenset((*earlier, *(self._first + one.number for one in self.cast)))

    def answers(self, reveals: Reveals | None) -> dict[int, object]:
        return {i: answer for one in self._submissions for i, answer in one.answers(reveals).items()}


def append_apart(
    session: WriteSession, memory: Memory, operations: Sequence[VoteOperation[object]]
) -> list[object]:
    """Append the votes of operations, to be folded by the owners of the arenas' leases.

    Return an answer for each operation, in order; those that depend on the fold are `Stored`. Nothing is
    locked until everything is resolved, unless a prompt or a prompt category is new. If another process takes
    the same external id meanwhile, the database refuses the transaction; it succeeds when it is tried again.
    Raise NotFound if an arena does not exist, and Conflict if one of the matchups was closed meanwhile.
    """
    now, ids = clock.now(), {operation.arena_id for operation in operations}
    logs = arenas.logs_of(session, ids)
    if logs.keys() < ids:
        raise NotFound("there is no such arena")
    appending = []
    for arena_id, log in logs.items():
        mine = {i: one for i, one in enumerate(operations) if one.arena_id == arena_id}
        appending.append(_Appending(Recording(session, log.arena, memory.ids, now), log.end, mine))
    parts = [one.part() for one in appending if one.submitted.votes]
    firsts = live_log.append(session, parts, waits=not memory.shared) if parts else {}
    answers: dict[int, object] = {}
    for one in appending:
        answers |= one.answers(firsts)
    return [answers[i] for i in range(len(operations))]


class _Appending:
    """What operations append to the log of one arena."""

    def __init__(
        self, recording: Recording, end: int, operations: Mapping[int, VoteOperation[object]]
    ) -> None:
        check_day(recording.arena, recording.now)
        self.recording = recording
        self.operations = operations
        self.submitted = _Submitted(recording, operations)
        self._end = end

    def part(self) -> live_log.Part:
        """Return what to append."""
        new, ids = _new(self.submitted, self.recording.now), _external_ids(self.submitted)
        return live_log.Part(self.recording.arena.id, new, ids, _closed(self.submitted))

    def answers(self, firsts: Mapping[int, int | None]) -> dict[int, object]:
        """Return the answers by the operations' numbers, given the first positions that were appended."""
        arena, submitted = self.recording.arena, self.submitted
        if submitted.votes and arena.id not in firsts:
            return dict.fromkeys(self.operations, BUSY)
        first = firsts[arena.id] if submitted.votes else self._end + 1
        if first is None:
            raise Conflict("another process has just closed one of these matchups")
        if ranked := [(first + i, vote.ranking) for i, vote in enumerate(submitted.votes) if vote.ranking]:
            log_rankings.append(self.recording.session, arena.id, ranked)
        submitted.appended(first)
        if submitted.are_rated(arena):
            return submitted.answers({})
        waits = arena.acknowledge == ACKNOWLEDGE[0] and not arena.publish_after
        batch = StoredBatch(arena.id, max(submitted.positions), submitted.cast_positions, waits)
        return _stored(batch, submitted, self.operations)


def _stored(batch: StoredBatch, submitted: _Submitted, numbers: Iterable[int]) -> dict[int, object]:
    made: list[dict[int, object]] = []

    def complete(number: int, reveals: Reveals | None) -> object:
        if not made:  # all answers of the batch are made together
            made.append(submitted.answers(reveals))
        return made[0][number]

    return {number: Stored(batch, partial(complete, number)) for number in numbers}


def _new(submitted: _Submitted, now: int) -> list[NewVote]:
    return [
        NewVote(*vote[:7])
        if vote.exclusion is None
        else NewVote(*vote[:7], now, REASONS[vote.exclusion], int(vote.exclusion))
        for vote in submitted.votes
    ]


def _external_ids(submitted: _Submitted) -> list[ExternalId]:
    return [
        ExternalId(number, vote.external_id, vote.has_time)
        for number, vote in enumerate(submitted.votes, 1)
        if vote.external_id is not None
    ]


def _closed(submitted: _Submitted) -> list[ClosedMatchup]:
    return [
        ClosedMatchup(
            number + 1,
            *(matchup.id, matchup.model_left, matchup.model_right),
            *(matchup.closed_at or 0, matchup.response_ms or 0, reveal.pack()),
        )
        for number, matchup, reveal in submitted.cast
    ]


def _closed_unrated(cast: Sequence[CastVote], first_position: int) -> list[Matchup]:
    return [
        one.matchup._replace(position=first_position + one.number, reveal=one.reveal.pack()) for one in cast
    ]


class Appended(NamedTuple):
    """What `append` added to a log: its span, and the votes that count as the log now holds them."""

    first_position: int
    last_position: int
    rows: LogRows


def append(session: WriteSession, log: ArenaLog, resolved: Iterable[ResolvedVote], now: int) -> Appended:
    """Append votes to an arena's log at the next positions. The arena must be locked."""
    counted: list[votes.LogRow] = []
    excluded: list[votes.ExcludedRow] = []
    arena, position = log
    for position, vote in enumerate(resolved, log.end + 1):
        if vote.exclusion is None:
            counted.append(votes.LogRow(arena.id, position, *vote[:8], *vote[9:]))
        else:
            why = (now, REASONS[vote.exclusion], int(vote.exclusion), vote.external_id, *vote[9:])
            excluded.append(votes.ExcludedRow(arena.id, position, *vote[:7], *why))
    rows = votes.append(session, counted) if counted else ()
    votes.append_excluded(session, excluded)
    return Appended(log.end + 1, position, rows)


def _fold(
    recording: Recording, state: RatingState, log: Appended, cast: Sequence[CastVote]
) -> tuple[Folding, dict[int, StoredReveal], list[Matchup]]:
    """Fold what was appended; return the folding, the reveals by position, and the closed matchups."""
    session, arena, ids = recording.session, recording.arena, recording.ids
    fold_of = (session, arena, state, lambda i: ids.axes(session, i), closing(session, arena.id))
    if not cast:
        plain = Folding(*fold_of)
        plain.feed(log.rows, log.last_position)
        return plain, {}, []
    positions = {log.first_position + one.number for one in cast}
    folding = SnapshotFolding(*fold_of, positions=positions, overall=ids.overall(session, arena.id))
    folding.feed(log.rows, log.last_position)
    reveals: dict[int, StoredReveal] = {}
    closed: list[Matchup] = []
    for number, matchup, reveal in cast:
        position = log.first_position + number
        snapshots = folding.snapshots_of(position, matchup.model_left, matchup.model_right)
        reveals[position] = reveal._replace(snapshots=snapshots)
        closed.append(matchup._replace(position=position, reveal=reveals[position].pack()))
    return folding, reveals, closed
