"""Appending ballots to the log and rating them, inside one transaction.

What a process remembers between batches, the ids of names and the ratings it last wrote, is a Memory.
A book is used again only while its arena is still at the revision it was left at; any other process's
commit makes it a stranger, and what is needed of it is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.arena.folding import Folding, closing, params_of, save
from service.arena.idempotency import Once, recall, remember
from service.arena.names import Names
from service.db import arenas, votes
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Stratum
from service.domain.votes import Ballot, Receipt, Rejection
from service.errors import Conflict, Invalid, NotFound
from service.rating.book import Book

# A client's clock may run a little ahead of ours; a vote from next week is a mistake.
FUTURE_MICROSECONDS = 300_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """The ballots of one request for one arena; all of them, or none, are recorded.

    A ballot that was refused on the way here stands as its Rejection, which the receipt repeats.
    """

    arena_id: int
    ballots: Sequence[Ballot | Rejection]
    once: Once | None = None


@dataclass(slots=True)
class Memory:
    """What a process remembers from batch to batch; never the truth."""

    names: Names = field(default_factory=Names)
    books: dict[int, tuple[int, Book]] = field(default_factory=dict)

    def forget(self) -> None:
        """Know nothing: a transaction failed, and what was learnt in it may never have been."""
        self.names.forget()
        self.books.clear()

    def take_book(self, arena: Arena) -> Book:
        """The arena's book if it is current, otherwise an empty one. It is the caller's until given back."""
        revision, book = self.books.pop(arena.id, (None, None))
        if book is None or revision != arena.revision:
            return Book(params_of(arena))
        return book


def record(session: WriteSession, memory: Memory, jobs: Sequence[Job]) -> list[Receipt]:
    """Append the jobs' ballots, rate them and store the ratings; a receipt for each job, in order.

    Raises NotFound where an arena does not exist. The transaction is the caller's.
    """
    locked = arenas.lock(session, {job.arena_id for job in jobs})
    receipts: dict[int, Receipt] = {}
    for arena_id in sorted({job.arena_id for job in jobs}):
        if arena_id not in locked:
            raise NotFound("there is no such arena")
        mine = [(i, job) for i, job in enumerate(jobs) if job.arena_id == arena_id]
        receipts.update(_record(session, memory, locked[arena_id], mine))
    return [receipts[i] for i in range(len(jobs))]


def _record(
    session: WriteSession, memory: Memory, arena: Arena, jobs: Sequence[tuple[int, Job]]
) -> dict[int, Receipt]:
    receipts = {i: old for i, job in jobs if job.once and (old := recall(session, job.once))}
    new = [(i, job) for i, job in jobs if i not in receipts]
    if new and arena.retired_at is not None:
        raise Conflict(f"arena {arena.slug} is retired and takes no votes")
    _learn(session, memory.names, arena.id, [b for _, job in new for b in job.ballots])
    appender = Appender(session, memory.names, arena)
    for i, job in new:
        receipts[i] = appender.add(job.ballots)
        if job.once:
            remember(session, job.once, receipts[i])
    if appender.rows:
        _rate(session, memory, arena, votes.append(session, appender.rows), appender.position)
    return receipts


def _learn(session: WriteSession, names: Names, arena_id: int, ballots: Iterable[Ballot | Rejection]) -> None:
    good = [ballot for ballot in ballots if isinstance(ballot, Ballot)]
    names.learn_models(session, {slug for ballot in good for slug in ballot[:2]})
    names.learn_prompts(session, arena_id, [b.prompt_id for b in good if b.prompt_id is not None])


def _rate(session: WriteSession, memory: Memory, arena: Arena, rows: Sequence[Any], upto: int) -> None:
    """Fold what was appended, as the log now holds it."""
    book = memory.take_book(arena)
    folding = Folding(
        session, arena, book, lambda i: memory.names.axes(session, i), closing(session, arena.id)
    )
    folding.feed(rows, upto)
    saved = save(session, folding, arena.revision + 1)
    arenas.advance(session, saved)
    memory.books[arena.id] = (saved.revision, book)


class Appender:
    """Turns an arena's ballots into rows of its log, each at the next position."""

    def __init__(self, session: WriteSession, names: Names, arena: Arena) -> None:
        self.rows: list[votes.LogRow] = []
        self.position = arena.last_position
        self._session = session
        self._names = names
        self._arena = arena
        self._now = clock.now()
        self._taken: set[str] = set()

    def add(self, ballots: Sequence[Ballot | Rejection]) -> Receipt:
        """Append those ballots that are good and new; the receipt says what became of the others."""
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
                self._append(ballot)
            except Invalid as error:
                rejected.append(Rejection(index, error.detail))
        accepted = self.position - before
        span = (before + 1, self.position) if accepted else (None, None)
        return Receipt(accepted, duplicates, tuple(rejected), *span)

    def _check_external(self, ballots: Iterable[Ballot | Rejection]) -> None:
        given = [b.external_id for b in ballots if isinstance(b, Ballot) and b.external_id is not None]
        if given:
            self._taken |= votes.known_external_ids(self._session, self._arena.id, given)

    def _append(self, ballot: Ballot) -> None:
        left, right = self._model(ballot.model_left), self._model(ballot.model_right)
        if left == right:
            raise Invalid("model_left and model_right are the same model; a vote compares two")
        voted_at = self._now if ballot.voted_at is None else ballot.voted_at
        if voted_at > self._now + FUTURE_MICROSECONDS:
            raise Invalid(f"voted_at {clock.to_text(voted_at)} lies in the future")
        prompt_id, stratum_id = self._subject(ballot)
        self.position += 1
        self.rows.append(
            votes.LogRow(
                self._arena.id,
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
        )
        if ballot.external_id is not None:
            self._taken.add(ballot.external_id)

    def _model(self, slug: str) -> int:
        found = self._names.models.get(slug)
        if found is None:
            raise Invalid(f"there is no model {slug!r}; create it first with POST /api/v1/models")
        return found

    def _subject(self, ballot: Ballot) -> tuple[int | None, int]:
        """The ids of the ballot's prompt, None where it names none, and of its stratum."""
        if ballot.prompt is not None:
            return self._names.prompt(self._session, self._arena.id, ballot.prompt, ballot.stratum)
        if ballot.prompt_id is None:
            return None, self._names.stratum(self._session, self._arena.id, ballot.stratum)
        found = self._names.stratum_of_prompt(self._arena.id, ballot.prompt_id)
        if ballot.stratum != Stratum() and found != self._names.find_stratum(
            self._session, self._arena.id, ballot.stratum
        ):
            raise Invalid(
                f"prompt {ballot.prompt_id} has other themes or another language than the vote says; "
                "leave them out of a vote that names its prompt"
            )
        return ballot.prompt_id, found
