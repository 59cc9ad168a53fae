"""Matchups in the database: assigned, voted on, skipped, expired; read many at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import and_, func, select, text

from service.db.bulk import Insert, Lookup, Update
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped
from service.db.rows import columns, fetch, fetch_tuples
from service.db.tables.catalog import prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.assigning import Pair, ordered
from service.domain.matchups import EXPIRY, NO_REPEAT, MatchupState
from service.domain.votes import Exclusion

CandidateTuple: TypeAlias = tuple[int, int, int, int]
"""The values of a Candidate, where there are too many to name their fields."""


class Matchup(NamedTuple):
    """A matchup as it is stored; ids are the database's, times microseconds since 1970.

    ``shown_at`` is when a matchup that was assigned ahead became the open one. ``reveal`` is what its voter
    was shown after the vote, as `service.arena.recording.reveals` stores it. ``gold`` is the id of the gold
    pair that it is, None for any other matchup. ``key_id`` is the key of the client that named the voter,
    None for a browser.
    """

    id: int
    dealt_at: int
    probability: float
    voter: int | None
    address: int | None
    arena_id: int
    prompt_id: int
    image_left: int
    image_right: int
    model_left: int
    model_right: int
    slot: int
    state: int = int(MatchupState.OPEN)
    closed_at: int | None = None
    position: int | None = None
    response_ms: int | None = None
    shown_at: int | None = None
    reveal: bytes | None = None
    gold: int | None = None
    key_id: int | None = None


class FoundMatchup(NamedTuple):
    """A stored matchup with the boxes of its images, and whether one of them was withdrawn.

    ``repeated`` says that its voter has voted on its pair for its prompt before; only `of_ids` finds out.
    """

    matchup: Matchup
    box_left: str
    box_right: str
    withdrawn: bool
    repeated: bool = False


_COLUMNS = Matchup._fields
_CHANGING = (
    *("model_left", "model_right"),
    *("slot", "state", "closed_at", "position", "response_ms", "shown_at", "reveal"),
)
_FOUND = (
    f"SELECT {', '.join('m.' + name for name in _COLUMNS)}, l.box, r.box, "  # noqa: S608 - column names only
    "l.withdrawn_at IS NOT NULL OR r.withdrawn_at IS NOT NULL, {more} FROM k JOIN matchups m ON {keys} "
    "JOIN images l ON l.id = m.image_left JOIN images r ON r.id = m.image_right"
)
_REPEATED = (
    "EXISTS (SELECT 1 FROM matchups o WHERE o.voter = m.voter AND o.prompt_id = m.prompt_id "  # noqa: S608
    f"AND o.state = {int(MatchupState.VOTED)} AND o.dealt_at > m.dealt_at - {NO_REPEAT} AND o.id <> m.id "
    "AND m.model_left IN (o.model_left, o.model_right) AND m.model_right IN (o.model_left, o.model_right))"
)

add = Insert(matchups, _COLUMNS)
_SAVE = "DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in _CHANGING)

save = Insert(matchups, _COLUMNS, _SAVE)
"""Stores the changed columns of existing matchups."""

save_open = Insert(matchups, _COLUMNS, f"{_SAVE} WHERE matchups.state = {int(MatchupState.OPEN)}")
"""Stores the same, unless another process has closed a matchup since it was read: its vote must stay."""

save_reveals = Update(matchups, ("id", "reveal"))
"""Stores the reveals of matchups: rows of a matchup's id and its reveal."""


def _with_images(row: Sequence[object]) -> FoundMatchup:
    *values, left, right, withdrawn, repeated = row
    return FoundMatchup._make((Matchup._make(values), left, right, bool(withdrawn), bool(repeated)))


class _EarlierRow(NamedTuple):
    voter: int
    prompt_id: int
    model_left: int
    model_right: int


class _BoxRow(NamedTuple):
    id: int
    box: str


_OF_IDS = Lookup(_with_images, _FOUND.format(more=_REPEATED, keys="m.id = k.id"), id="bigint")
_OPEN = Lookup(
    _with_images,
    _FOUND.format(more="1 = 0", keys="m.voter = k.voter AND m.arena_id = k.arena_id AND m.state = 1"),
    voter="bigint",
    arena_id="integer",
)
_DEALT = Lookup(
    _EarlierRow._make,
    "SELECT m.voter, m.prompt_id, m.model_left, m.model_right FROM k JOIN matchups m "
    "ON m.voter = k.voter AND m.prompt_id = k.prompt_id WHERE m.dealt_at > :since",
    voter="bigint",
    prompt_id="integer",
)
_BOXES = Lookup(
    _BoxRow._make,
    "SELECT i.id, i.box FROM k JOIN images i ON i.id = k.id AND i.model_id = k.model_id "
    "JOIN models m ON m.id = i.model_id WHERE i.withdrawn_at IS NULL AND m.retired_at IS NULL",
    id="integer",
    model_id="integer",
)
_EXPIRE = text(
    f"UPDATE matchups SET state = {int(MatchupState.EXPIRED)}, closed_at = dealt_at + {EXPIRY} "  # noqa: S608
    f"WHERE state = {int(MatchupState.OPEN)} AND dealt_at < :before"
)


class VotedMatchup(NamedTuple):
    """A matchup whose vote the log holds, for the fold: its models, and its reveal as it is stored."""

    position: int
    id: int
    model_left: int
    model_right: int
    reveal: bytes | None


_VOTED = text(
    f"SELECT {', '.join(VotedMatchup._fields)} FROM matchups "  # noqa: S608 - column names only
    "WHERE arena_id = :arena AND position > :after AND position <= :upto ORDER BY position"
)


_PROBABILITIES = text(
    "SELECT position, probability FROM matchups WHERE arena_id = :arena AND position BETWEEN :first AND :last"
)


_BY_PROMPT = text(
    "SELECT prompt_id, COUNT(*) AS total FROM votes WHERE arena_id = :arena AND position > :after "
    "AND position <= :upto AND prompt_id IS NOT NULL AND voided_at IS NULL GROUP BY prompt_id"
)


_VOTED_AT = Lookup(
    VotedMatchup._make,
    f"SELECT {', '.join('m.' + name for name in VotedMatchup._fields)} FROM k JOIN "  # noqa: S608
    "matchups m ON m.arena_id = :arena AND m.position = k.position",
    position="bigint",
)


def voted_at(session: ReadSession, arena_id: int, positions: Iterable[int]) -> list[VotedMatchup]:
    """Return the matchups behind an arena's votes at these positions."""
    return _VOTED_AT(session, ((position,) for position in positions), arena=arena_id)


def voted(session: ReadSession, arena_id: int, after: int, upto: int) -> list[VotedMatchup]:
    """Return the matchups behind an arena's votes, from after one position up to another, in log order."""
    return fetch(session, VotedMatchup, _VOTED, arena=arena_id, after=after, upto=upto)


def probabilities(session: ReadSession, arena_id: int, first: int, last: int) -> dict[int, float]:
    """Return with which probability each vote's pair was dealt, by position, from one position to another."""
    rows = session.execute(_PROBABILITIES, {"arena": arena_id, "first": first, "last": last})
    return {row.position: row.probability for row in rows}


def votes_by_prompt(session: ReadSession, arena_id: int, after: int, upto: int) -> dict[int, int]:
    """Return how many votes are on each prompt, from after one position up to another."""
    rows = session.execute(_BY_PROMPT, {"arena": arena_id, "after": after, "upto": upto})
    totals = Counter({row.prompt_id: row.total for row in rows})
    for frame in dropped.frames(session, arena_id, after, upto):
        totals.update(dict(frame["prompt_id"].drop_nulls().value_counts().rows()))
    return totals


def of_ids(session: ReadSession, ids: Iterable[int]) -> dict[int, FoundMatchup]:
    """Return the existing matchups with these ids, by id."""
    return {row.matchup.id: row for row in _OF_IDS(session, ((i,) for i in ids))}


def open_of(session: ReadSession, keys: Iterable[tuple[int, int]]) -> list[FoundMatchup]:
    """Return open matchups of voters in arenas, including expired ones; keys are ``(voter, arena_id)``."""
    return _OPEN(session, keys)


class EarlierPair(NamedTuple):
    """A pair for a prompt that a voter was assigned before."""

    voter: int
    prompt_id: int
    pair: Pair


def assigned(session: ReadSession, keys: Iterable[tuple[int, int]], since: int) -> list[EarlierPair]:
    """Return what voters were assigned for prompts since a moment; keys are ``(voter, prompt_id)``."""
    return [_earlier(row) for row in _DEALT(session, keys, since=since)]


def assigned_to(session: ReadSession, voter: int, arena_id: int, since: int) -> list[EarlierPair]:
    """Return what a voter was assigned in an arena since a moment. Reads all of the voter's matchups."""
    mine = (matchups.c.voter == voter, matchups.c.arena_id == arena_id, matchups.c.dealt_at > since)
    statement = select(*columns(matchups, _EarlierRow)).where(*mine)
    return [_earlier(row) for row in fetch(session, _EarlierRow, statement)]


def _earlier(row: _EarlierRow) -> EarlierPair:
    return EarlierPair(row.voter, row.prompt_id, ordered(row.model_left, row.model_right))


def ended(session: ReadSession, voter: int, arena_id: int, since: int) -> dict[int, int]:
    """Return how many matchups of a voter in an arena since a moment are in each state."""
    mine = (matchups.c.voter == voter, matchups.c.arena_id == arena_id, matchups.c.dealt_at > since)
    statement = select(matchups.c.state, func.count()).where(*mine).group_by(matchups.c.state)
    return {state: int(total) for state, total in session.execute(statement)}


def undone(session: ReadSession, voter: int, arena_id: int, since: int) -> int:
    """Return how many matchups that were assigned to a voter since a moment have a vote that was undone."""
    cast = and_(votes.c.arena_id == matchups.c.arena_id, votes.c.position == matchups.c.position)
    statement = select(func.count()).select_from(matchups.join(votes, cast))
    mine = (matchups.c.voter == voter, matchups.c.arena_id == arena_id, matchups.c.dealt_at > since)
    return int(
        session.execute(statement.where(*mine, votes.c.exclusion == int(Exclusion.UNDONE))).scalar_one()
    )


def boxes(session: ReadSession, keys: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Return the boxes of images in use whose models are in use; keys are ``(image_id, model_id)``.

    Leave out an image that is another model's now.
    """
    return dict(_BOXES(session, keys))


def candidates(session: ReadSession, arena_id: int, after: int, most: int) -> list[CandidateTuple]:
    """Return the images of an arena that can be assigned and whose ids come after one, oldest first.

    The rows are bare tuples of the columns of `service.domain.pools.Candidate`.
    """
    statement = (
        select(images.c.id, images.c.prompt_id, images.c.model_id, prompts.c.stratum_id)
        .join(prompts, prompts.c.id == images.c.prompt_id)
        .where(images.c.arena_id == arena_id, images.c.id > after, images.c.withdrawn_at.is_(None))
        .order_by(images.c.id)
        .limit(most)
    )
    return fetch_tuples(session, statement)


def expire(session: WriteSession, before: int) -> int:
    """Close the open matchups that were assigned before a moment as expired; return how many."""
    return session.execute(_EXPIRE, {"before": before}).rowcount
