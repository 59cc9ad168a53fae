"""Operations: what requests hand to the recorder, run together with everything else that waits.

Each operation knows how to run with others of its phase. The recorder only orders the phases.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, Generic, Self, TypeVar

from service.arena.recording.folding import params_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.reveals import Reveals
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.rating.rating_state import RatingState

T_co = TypeVar("T_co", covariant=True)


class Phase(IntEnum):
    """When the operations of a batch run, in ascending order.

    Votes come first: a voter who asks for the next matchup while the vote on the last one still waits must
    find that matchup closed.
    """

    VOTES = 1
    SKIPS = 2
    ASSIGNMENTS = 3


@dataclass(slots=True)
class Memory:
    """What a process remembers from batch to batch: ids, and the ratings it last wrote. Never the truth.

    Ratings are used again only while their arena is still at the revision they were left at. After a commit
    by another process they are read again. ``apart`` says that votes are only appended: their answers are
    then `Stored`, and the owner of the arena's lease folds them. ``shared`` says that batches have votes for
    several arenas; those whose logs others have locked are answered `BUSY`, so that the rest need not wait.
    """

    apart: bool = False
    shared: bool = False
    ids: IdCache = field(default_factory=IdCache)
    states: dict[int, tuple[int, RatingState]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget everything: a transaction failed, and what was learned in it may never have been stored."""
        self.ids.forget()
        self.states.clear()

    def take_state(self, arena: Arena) -> RatingState:
        """Return the arena's ratings if they are current, otherwise an empty state to load them into.

        The state belongs to the caller until `keep_state`: a batch that fails leaves it half folded.
        """
        revision, state = self.states.pop(arena.id, (None, None))
        if state is None or revision != arena.revision:
            return RatingState(params_of(arena))
        return state

    def keep_state(self, arena: Arena, state: RatingState) -> None:
        """Remember the ratings that were stored with the arena's revision."""
        self.states[arena.id] = (arena.revision, state)


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """Votes that were appended to an arena's log together, or repeated; they may not be rated yet.

    ``last_position`` is the last one that an answer needs rated, and ``cast_positions`` are those of votes on
    matchups. ``waits`` is whether the answers wait for that.
    """

    arena_id: int
    last_position: int
    cast_positions: frozenset[int]
    waits: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer that depends on the fold of a batch.

    ``complete`` makes it, from the batch's reveals, or None if it does not wait for them.
    """

    batch: StoredBatch
    complete: Callable[[Reveals | None], object]


BUSY = object()
"""The answer to an operation of which nothing was recorded: it has to go into a batch of its arena alone."""


class Operation(ABC, Generic[T_co]):
    """Something to do in the next transaction of the recorder, answered with a ``T_co``."""

    phase: ClassVar[Phase]
    arena_id: int

    @property
    def votes(self) -> int:
        """How many votes the operation may add."""
        return 0

    @property
    def is_plain(self) -> bool:
        """Whether it writes with one statement, and so needs no transaction around it on PostgreSQL.

        That may turn out to be wrong: then it raises NoTransactionError, and is run in a transaction.
        """
        return False

    @classmethod
    @abstractmethod
    def run(cls, session: WriteSession, memory: Memory, operations: Sequence[Self]) -> Sequence[object]:
        """Run operations of this phase; return an answer for each, in order.

        The answer is an ArenaError where one operation alone is refused. An error that is raised fails them
        all. The transaction belongs to the caller.
        """


def run_batch(session: WriteSession, memory: Memory, operations: Sequence[Operation[object]]) -> list[object]:
    """Run operations phase by phase; return an answer for each, in order. See `Operation.run`."""
    answers: dict[int, object] = {}
    for phase in sorted({operation.phase for operation in operations}):
        numbers = [i for i, operation in enumerate(operations) if operation.phase == phase]
        together = [operations[i] for i in numbers]
        answers.update(zip(numbers, together[0].run(session, memory, together), strict=True))
    return [answers[i] for i in range(len(operations))]
