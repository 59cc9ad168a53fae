"""Arenas inside one transaction that is rolled back: cast votes, then compare the rows in the tables.

Two arenas that should have come to the same are compared row by row, floats by their bits. Their axes have
other ids and their logs other positions, so axes go by their names and positions by the votes that count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlalchemy import Connection, select

from service.arena.recording.appending import record
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.operations import Memory
from service.arena.recording.vote_batches import VoteBatch
from service.db.engine import ReadSession, WriteSession
from service.db.migrate import run_on
from service.db.queries import prompt_categories, ratings, votes
from service.db.tables.votes import rating_history
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import ALL_CATEGORIES, PromptCategory
from service.domain.votes import Ballot, Outcome, Receipt
from tests.support.votes.arenas import DAY

STRATA = (
    PromptCategory(),
    PromptCategory(("people",)),
    PromptCategory((), "en"),
    PromptCategory(("people",), "en"),
    PromptCategory(("animals", "people"), "pt-BR"),
)


def vote(
    left: int = 0, right: int = 1, said: str = "left", *, day: int = 0, stratum: PromptCategory = STRATA[3]
) -> Ballot:
    """Return a vote between the models ``m0``, ``m1`` …, on a day counted from the first that tests use."""
    voted_at = (DAY + day) * clock.DAY
    return Ballot(f"m{left}", f"m{right}", Outcome[said.upper()], stratum, voted_at=voted_at)


def _ballot(sides: tuple[int, int], outcome: Outcome, day: int, stratum: PromptCategory) -> Ballot:
    return vote(*sides, outcome.label, day=day, stratum=stratum)


MODELS = 4
ballot = st.builds(
    _ballot,
    st.permutations(range(MODELS)).map(lambda order: (order[0], order[1])),
    st.sampled_from(Outcome),
    st.integers(0, 4),
    st.sampled_from(STRATA),
)
"""Any vote; its day may be before that of the previous vote, because votes can arrive late."""


class State(NamedTuple):
    """The result of folding an arena's log: rows by axis or category, and closed days with their votes."""

    day: int | None
    ratings: list[Any]
    pairs: list[Any]
    history: list[Any]
    checkpoints: list[tuple[int, int]]


def state(session: ReadSession, arena_id: int) -> State:
    """Return the stored state of an arena, comparable with another's."""
    arena = reread(session, arena_id)
    names = {
        number: axis.label for number, axis in prompt_categories.axes_of_arena(session, arena_id).items()
    }
    closed = ratings.checkpoints_of(session, arena_id)
    columns = [rating_history.c[name] for name in ratings.RATING]
    history = session.execute(select(*columns).where(rating_history.c.axis_id.in_(names)))

    categories = {number: str(one) for number, one in prompt_categories.of_arena(session, arena_id).items()}
    categories[ALL_CATEGORIES] = "all"

    def named(rows: Iterable[Any], names: dict[int, str] = names) -> list[Any]:
        return sorted((names[row[0]], *row[1:]) for row in rows)

    return State(
        arena.day,
        named(ratings.of_arena(session, arena_id)),
        named(ratings.pairs_of_arena(session, arena_id), categories),
        named(history),
        [(day, len(votes.to_fold(session, arena_id, 0, position))) for day, position in closed],
    )


def reread(session: ReadSession, arena_id: int) -> Arena:
    """Return the arena as it stands."""
    return locked_arenas(WriteSession(session), [arena_id])[arena_id]


def receipts(
    session: WriteSession, batches: Sequence[VoteBatch], memory: Memory | None = None
) -> list[Receipt]:
    """Record requests together, in a process with this memory or one that remembers nothing."""
    answers = record(session, memory or Memory(), batches)
    made = [answer for answer in answers if isinstance(answer, Receipt)]
    assert len(made) == len(batches)
    return made


def cast(
    session: WriteSession, arena: Arena, ballots: Sequence[Ballot], memory: Memory | None = None
) -> Receipt:
    """Record votes as one request of a process with this memory, or of one that remembers nothing."""
    return receipts(session, [VoteBatch(arena.id, ballots)], memory)[0]


@contextmanager
def taken_back(connection: Connection) -> Iterator[WriteSession]:
    """Yield a session whose transaction is rolled back at the end."""
    transaction = connection.begin()
    try:
        yield WriteSession(ReadSession(connection))
    finally:
        transaction.rollback()


def inside(url: str, work: Callable[[WriteSession], None]) -> None:
    """Call the function with a session of the database, and roll back what it did."""

    def run(connection: Connection) -> None:
        with taken_back(connection) as session:
            work(session)

    run_on(url, run)
