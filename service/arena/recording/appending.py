"""Appending ballots to the log and rating them, inside one transaction.

What a process remembers between batches, the ids of names and the ratings it last wrote, is a Memory.
A book is used again only while its arena is still at the revision it was left at; any other process's
commit makes it a stranger, and what is needed of it is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.arena.recording.before_after import SnapshotFolding
from service.arena.recording.folding import Folding, closing, params_of, save
from service.arena.recording.id_cache import IdCache
from service.arena.recording.idempotency import Once, recall, remember
from service.arena.recording.operations import Operation
from service.arena.voting.matchup_votes import REASONS, MatchupVote, MatchupVotes, VoteResult
from service.db.engine import WriteSession
from service.db.queries import arenas, matchups, votes
from service.db.queries.matchups import Matchup
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot, Exclusion, Outcome, Receipt, Rejection
from service.errors import ArenaError, Conflict, Invalid, NotFound
from service.rating.rating_state import RatingState

# A client's clock may run a little ahead of ours; a vote from next week is a mistake.
FUTURE_MICROSECONDS = 300_000_000


@dataclass(frozen=True, slots=True)
class VoteBatch(Operation[Receipt]):
    """The ballots of one request for one arena; all of them, or none, are recorded.

    A ballot that was refused on the way here stands as its Rejection, which the receipt repeats. ``own`` are
    the models, by their numbers, that whoever sends them has a stake in: votes on those are stored and do not
    count.
    """

    arena_id: int
    ballots: Sequence[Ballot | Rejection]
    once: Once | None = None
    own: frozenset[int] = frozenset()

    @property
    def votes(self) -> int:
        """See Operation."""
        return len(self.ballots)


Answer = Receipt | VoteResult | ArenaError


@dataclass(slots=True)
class Memory:
    """What a process remembers from batch to batch; never the truth."""

    names: IdCache = field(default_factory=IdCache)
    books: dict[int, tuple[int, RatingState]] = field(default_factory=dict)

    def forget(self) -> None:
        """Know nothing: a transaction failed, and what was learnt in it may never have been."""
        self.names.forget()
        self.books.clear()

    def take_book(self, arena: Arena) -> RatingState:
        """Return the arena's book if it is current, otherwise an empty one.

        It is the caller's until given back.
        """
        revision, book = self.books.pop(arena.id, (None, None))
        if book is None or revision != arena.revision:
            return RatingState(params_of(arena))
        return book


def record(session: WriteSession, memory: Memory, jobs: Sequence[VoteBatch | MatchupVote]) -> list[Any]:
    """Append the jobs' votes, rate them and store the ratings; an answer for each job, in order.

    A vote on a matchup that is refused has its error as the answer. Raises NotFound where an arena does not
    exist. The transaction is the caller's.
    """
    locked = arenas.lock(session, {job.arena_id for job in jobs})
    answers: dict[int, Answer] = {}
    for arena_id in sorted({job.arena_id for job in jobs}):
        if arena_id not in locked:
            raise NotFound("there is no such arena")
        mine = [(i, job) for i, job in enumerate(jobs) if job.arena_id == arena_id]
        answers.update(_record(session, memory, locked[arena_id], mine))
    return [answers[i] for i in range(len(jobs))]


def _record(
    session: WriteSession, memory: Memory, arena: Arena, jobs: Sequence[tuple[int, VoteBatch | MatchupVote]]
) -> dict[int, Answer]:
    reports = [(i, job) for i, job in jobs if isinstance(job, VoteBatch)]
    casts = [(i, job) for i, job in jobs if isinstance(job, MatchupVote)]
    answers: dict[int, Answer] = {
        i: old for i, job in reports if job.once and (old := recall(session, job.once))
    }
    if len(answers) < len(jobs) and arena.retired_at is not None:
        raise Conflict(f"arena {arena.slug} is retired and takes no votes")
    _learn(
        session, memory.names, arena.id, [b for i, job in reports if i not in answers for b in job.ballots]
    )
    appender = Appender(session, memory.names, arena)
    for i, job in reports:
        if i not in answers:
            answers[i] = receipt = appender.add(job.ballots, job.own)
            if job.once:
                remember(session, job.once, receipt)
    casting = _cast(session, memory.names, appender, casts)
    if appender.position > arena.last_position:
        _rate(session, memory, arena, appender, casting)
    answers.update((i, casting.answer(i, cast)) for i, cast in casts)
    return answers


def _learn(
    session: WriteSession, names: IdCache, arena_id: int, ballots: Iterable[Ballot | Rejection]
) -> None:
    good = [ballot for ballot in ballots if isinstance(ballot, Ballot)]
    names.learn_models(session, {slug for ballot in good for slug in ballot[:2]})
    names.learn_prompts(session, arena_id, [b.prompt_id for b in good if b.prompt_id is not None])


def _cast(
    session: WriteSession, names: IdCache, appender: Appender, casts: Sequence[tuple[int, MatchupVote]]
) -> MatchupVotes:
    """Append the votes on matchups."""
    casting = MatchupVotes(session, [cast for _, cast in casts], appender.now)
    names.learn_prompts(session, appender.arena_id, casting.prompts)
    for i, cast in casts:
        casting.add(i, cast, appender.add_cast)
    return casting


def _rate(
    session: WriteSession, memory: Memory, arena: Arena, appender: Appender, casting: MatchupVotes
) -> None:
    """Fold what was appended, as the log now holds it, and close the matchups that were voted on."""
    rows = votes.append(session, appender.rows) if appender.rows else ()
    votes.append_excluded(session, appender.excluded)
    book = memory.take_book(arena)
    folding = _folding(session, memory.names, arena, book, casting)
    folding.feed(rows, appender.position)
    closed = casting.close(folding) if isinstance(folding, SnapshotFolding) else []
    saved = save(session, folding, arena.revision + 1, (matchups.save, closed))
    arenas.advance(session, saved)
    memory.books[arena.id] = (saved.revision, book)


def _folding(
    session: WriteSession, names: IdCache, arena: Arena, book: RatingState, casting: MatchupVotes
) -> Folding:
    given = (session, arena, book, lambda i: names.axes(session, i), closing(session, arena.id))
    if not casting.prompts:
        return Folding(*given)
    return SnapshotFolding(*given, watched=casting.watched, overall=names.overall(session, arena.id))


class Appender:
    """Turns an arena's ballots into rows of its log, each at the next position."""

    def __init__(self, session: WriteSession, names: IdCache, arena: Arena) -> None:
        self.rows: list[votes.LogRow] = []
        self.excluded: list[votes.ExcludedRow] = []
        self.position = arena.last_position
        self.arena_id = arena.id
        self.now = clock.now()
        self._session = session
        self._names = names
        self._taken: set[str] = set()

    def add(self, ballots: Sequence[Ballot | Rejection], own: frozenset[int] = frozenset()) -> Receipt:
        """Append those ballots that are good and new; the receipt says what became of the others.

        Votes on a model of ``own`` are excluded.
        """
        self._check_external(ballots)
        before, duplicates = self.position, 0
        rejected: list[Rejection] = []
        for index, ballot in enumerate(ballots):
            if isinstance(ballot, Rejection):
                rejected.append(ballot)
                continue
            if ballot.external_id is not None and ballot.external_id in self._taken:
                duplicates += 1
                continue
            try:
                self._append(ballot, own)
            except Invalid as error:
                rejected.append(Rejection(index, error.detail))
        accepted = self.position - before
        span = (before + 1, self.position) if accepted else (None, None)
        return Receipt(accepted, duplicates, tuple(rejected), *span)

    def add_cast(self, matchup: Matchup, outcome: Outcome, exclusion: Exclusion | None) -> int:
        """Append a vote on a matchup, excluded where there is a reason; its position."""
        self.position += 1
        row = votes.LogRow(
            self.arena_id,
            self.position,
            matchup.model_left,
            matchup.model_right,
            int(outcome),
            self._names.stratum_of_prompt(self.arena_id, matchup.prompt_id),
            matchup.prompt_id,
            matchup.voter,
            self.now,
        )
        self._keep(row, exclusion)
        return self.position

    def _keep(self, row: votes.LogRow, exclusion: Exclusion | None) -> None:
        if exclusion is None:
            self.rows.append(row)
            return
        why = (self.now, REASONS[exclusion], int(exclusion))
        self.excluded.append(votes.ExcludedRow(*row[:-1], *why, external_id=row.external_id))

    def _check_external(self, ballots: Iterable[Ballot | Rejection]) -> None:
        given = [b.external_id for b in ballots if isinstance(b, Ballot) and b.external_id is not None]
        if given:
            self._taken |= votes.known_external_ids(self._session, self.arena_id, given)

    def _append(self, ballot: Ballot, own: frozenset[int]) -> None:
        left, right = self._model(ballot.model_left), self._model(ballot.model_right)
        if left == right:
            raise Invalid("model_left and model_right are the same model; a vote compares two")
        voted_at = self.now if ballot.voted_at is None else ballot.voted_at
        if voted_at > self.now + FUTURE_MICROSECONDS:
            raise Invalid(f"voted_at {clock.to_text(voted_at)} lies in the future")
        prompt_id, stratum_id = self._subject(ballot)
        self.position += 1
        row = votes.LogRow(
            self.arena_id,
            self.position,
            left,
            right,
            int(ballot.outcome),
            stratum_id,
            prompt_id,
            ballot.voter,
            voted_at,
            ballot.external_id,
        )
        self._keep(row, Exclusion.OWN_MODEL if own and own & {left, right} else None)
        if ballot.external_id is not None:
            self._taken.add(ballot.external_id)

    def _model(self, slug: str) -> int:
        found = self._names.models.get(slug)
        if found is None:
            raise Invalid(f"there is no model {slug!r}; create it first with POST /api/v1/models")
        return found

    def _subject(self, ballot: Ballot) -> tuple[int | None, int]:
        """Return the ids of the ballot's prompt, None where it names none, and of its stratum."""
        if ballot.prompt is not None:
            return self._names.prompt(self._session, self.arena_id, ballot.prompt, ballot.stratum)
        if ballot.prompt_id is None:
            return None, self._names.stratum(self._session, self.arena_id, ballot.stratum)
        found = self._names.stratum_of_prompt(self.arena_id, ballot.prompt_id)
        if ballot.stratum != PromptCategory() and found != self._names.find_stratum(
            self._session, self.arena_id, ballot.stratum
        ):
            raise Invalid(
                f"prompt {ballot.prompt_id} has other themes or another language than the vote says; "
                "leave them out of a vote that names its prompt"
            )
        return ballot.prompt_id, found
