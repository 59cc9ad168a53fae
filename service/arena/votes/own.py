"""A voter's own votes, and the leaderboard of these votes alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.arena.boards.standings import standing
from service.arena.catalog import arenas
from service.arena.recording.folding import params_of
from service.arena.votes.crowd import Crowd, crowd
from service.db.engine import ReadSession
from service.db.queries import arenas as stored_arenas
from service.db.queries import models, own_votes, voters
from service.db.queries.own_votes import OutcomeRow, OwnVoteRow
from service.db.queries.ratings import RatingRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.boards import RankedStanding, order
from service.domain.images import is_example
from service.domain.matchups import UNDO
from service.domain.votes import Exclusion, Outcome, VoteRef
from service.rating.rating_state import RatingState

ENOUGH = 10
"""The number of votes in an arena that gives a voter a leaderboard."""

LAST = (1 << 63) - 1
"""Greater than the number of every matchup."""

_AXIS = 1


@dataclass(frozen=True, slots=True)
class OwnSide:
    """One side of a matchup: its model, and the hash of its image's copy, None if it was withdrawn."""

    model: str
    name: str
    copy: str | None


@dataclass(frozen=True, slots=True)
class OwnVote:
    """A vote as its voter sees it. Times are in microseconds since 1970.

    ``excluded`` is why it does not count, None if it counts. Both sides are None if the arena does not tell
    which they were, or not yet; ``prompt_id`` is None then, too, and for prompts whose images are not public.
    """

    id: int
    matchup: int
    arena: str
    arena_name: str
    prompt_id: int | None
    prompt: str
    language: str | None
    left: OwnSide | None
    right: OwnSide | None
    outcome: str
    voted_at: int
    excluded: str | None

    @property
    def undo_until(self) -> int:
        """Until when its voter can undo it."""
        return self.voted_at + UNDO

    def undoable(self, now: int | None = None) -> bool:
        """Return whether its voter can still undo it."""
        return self.excluded is None and (clock.now() if now is None else now) <= self.undo_until


@dataclass(frozen=True, slots=True)
class OwnBoard:
    """The leaderboard of one voter's votes in an arena; without rows if there are fewer than `ENOUGH`.

    Every model with a vote is ranked, however few votes it has. ``names`` has the models' names by slug,
    ``ids`` their numbers, and ``crowd`` says what everyone thinks of them.
    """

    arena: Arena
    votes: int
    rows: tuple[RankedStanding, ...]
    names: dict[str, str]
    ids: dict[str, int] = field(default_factory=dict)
    crowd: Crowd = field(default_factory=Crowd)

    @property
    def needs(self) -> int:
        """How many votes are missing."""
        return max(0, ENOUGH - self.votes)


def newest(session: ReadSession, voter: int, before: int = LAST, limit: int = 50) -> list[OwnVote]:
    """Return a voter's votes in all arenas, newest first, on matchups with numbers below ``before``."""
    rows = own_votes.newest(session, voter, before, limit)
    revealed = {
        arena_id: own_votes.revealed(session, voter, arena_id, after)
        for arena_id, after in {(row.arena_id, row.reveal_after) for row in rows}
    }
    return [_vote(row, is_revealed=revealed[row.arena_id].has(row.position)) for row in rows]


def _vote(row: OwnVoteRow, *, is_revealed: bool) -> OwnVote:
    left = _side(row.left_model, row.left_name, row.left_copy, row.left_withdrawn_at)
    right = _side(row.right_model, row.right_name, row.right_copy, row.right_withdrawn_at)
    return OwnVote(
        id=VoteRef(row.arena_id, row.position).id,
        matchup=row.matchup_id,
        arena=row.arena,
        arena_name=row.arena_name,
        prompt_id=row.prompt_id if is_revealed and is_example(row.prompt_id, row.example_share) else None,
        prompt=row.prompt,
        language=row.language or None,
        left=left if is_revealed else None,
        right=right if is_revealed else None,
        outcome=Outcome(row.outcome).label,
        voted_at=row.voted_at,
        excluded=None if row.exclusion is None else Exclusion(row.exclusion).label,
    )


def _side(model: str, name: str, copy: bytes, withdrawn_at: int | None) -> OwnSide:
    return OwnSide(model, name, None if withdrawn_at is not None else copy.hex())


def is_known(session: ReadSession, voter: int) -> bool:
    """Return whether anything is stored of a voter who votes in a browser."""
    return bool(voters.count_matchups(session, voter))


def count(session: ReadSession, voter: int, slug: str) -> int:
    """Return how many of a voter's votes in an arena count. Raise NotFound."""
    return own_votes.counted(session, voter).get(arenas.get(session, slug).id, 0)


def board(session: ReadSession, voter: int, slug: str) -> OwnBoard:
    """Return a voter's own leaderboard of an arena. Raise NotFound."""
    arena = arenas.get(session, slug)
    return _board(session, voter, arena, own_votes.counted(session, voter).get(arena.id, 0))


def boards(session: ReadSession, voter: int) -> list[OwnBoard]:
    """Return a voter's leaderboards of all arenas with counted votes, the ones with most votes first."""
    by_id = {arena.id: arena for arena in stored_arenas.every(session)}
    votes = own_votes.counted(session, voter)
    chosen = sorted(votes, key=lambda arena_id: (-votes[arena_id], by_id[arena_id].slug))
    return [_board(session, voter, by_id[arena_id], votes[arena_id]) for arena_id in chosen]


def _board(session: ReadSession, voter: int, arena: Arena, votes: int) -> OwnBoard:
    if votes < ENOUGH:
        return OwnBoard(arena, votes, (), {})
    revealed = own_votes.revealed(session, voter, arena.id, arena.reveal_after)
    cast = own_votes.to_fold(session, voter, arena.id, revealed.last)
    rows = _fold(arena, cast)
    rated = models.of_ids(session, [row.model_id for row in rows])
    standings = [standing(arena, row, rated[row.model_id].slug) for row in rows]
    names = {model.slug: model.name for model in rated.values()}
    ids = {model.slug: model.id for model in rated.values()}
    ranked = order(standings, min_votes=1).ranked
    return OwnBoard(arena, votes, ranked, names, ids, crowd(session, arena, cast))


def _fold(arena: Arena, rows: Iterable[OutcomeRow]) -> list[RatingRow]:
    """Return the ratings of votes on a single axis, whatever their themes and languages."""
    state = RatingState(params_of(arena), complete=True)
    state.fold_votes([(row.model_left, row.model_right, row.outcome, (_AXIS,)) for row in rows], day=0)
    return [RatingRow(*row) for row in state.all_rows()]
