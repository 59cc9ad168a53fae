"""Votes appended to a log that others append to as well, in one statement that holds its lock briefly.

PostgreSQL only. The statement takes the next positions from the log's end, adds the votes and closes the
matchups that they were cast on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from service.db.bulk import Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.queries.live.marks import DUE
from service.db.queries.log import rankings
from service.db.queries.votes import FoldRow, FoldTuple
from service.db.rows import fetch_tuples
from service.db.schema_versions import READY, RefusedError, ready
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain import clock
from service.domain.matchups import MatchupState

# A process that is stopped in the middle must not keep everyone from the log for longer than this.
_STOPPED_MILLISECONDS = 5_000


class NewVote(NamedTuple):
    """A vote to append; a vote that does not count has the last three. Times are in microseconds."""

    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    prompt_id: int | None
    voter: int | None
    voted_at: int
    voided_at: int | None = None
    void_reason: str | None = None
    exclusion: int | None = None


class ExternalId(NamedTuple):
    """The external id of the vote of a number, counted from 1 among the votes appended together.

    ``has_time`` says whether the sender named the vote's time.
    """

    number: int
    external_id: str
    has_time: bool


class ClosedMatchup(NamedTuple):
    """A matchup to close with the vote of a number, counted from 1 among the votes appended together."""

    number: int
    id: int
    model_left: int
    model_right: int
    closed_at: int
    response_ms: int
    reveal: bytes


class NextVotes(NamedTuple):
    """The next part of a log: its votes that count, up to a position.

    ``due`` is how far the log may be rated, and ``on_matchups`` whether some of the votes may be on matchups.
    """

    votes: list[FoldTuple]
    upto: int
    due: int
    on_matchups: bool


_NextRow: TypeAlias = tuple[int, int, int, int, int, int, bool, int, bool]
"""The columns of FoldRow, whether the vote counts, and the last two fields of NextVotes."""


class LogHead(NamedTuple):
    """How far an arena's votes are rated, and how far they may be."""

    arena_id: int
    rated: int
    due: int


def _arrays(prefix: str, kinds: Sequence[str]) -> str:
    return ", ".join(f"CAST(:{prefix}{i} AS {kind}[])" for i, kind in enumerate(kinds))


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_VOTE_KINDS = [votes.c[name].type.compile(_DIALECT) for name in NewVote._fields]
_ID_KINDS = ("BIGINT", "TEXT", "SMALLINT")
_MATCHUP_KINDS = [
    "BIGINT",
    *(matchups.c[name].type.compile(_DIALECT) for name in ClosedMatchup._fields[1:]),
]
_NAMES = ", ".join(NewVote._fields)
_APPEND = text(
    f"WITH ready AS ({READY}), stay AS (SELECT set_config('idle_in_transaction_session_timeout', "  # noqa: S608
    f"'{_STOPPED_MILLISECONDS}', true)), "
    "log AS (UPDATE log_ends SET position = position + :count FROM ready WHERE arena_id = :arena "
    "RETURNING position - :count AS before), "
    f"added AS (INSERT INTO votes (arena_id, position, {_NAMES}) "
    f"SELECT :arena, log.before + u.number, {', '.join('u.' + name for name in NewVote._fields)} "
    f"FROM log, unnest({_arrays('v', _VOTE_KINDS)}) WITH ORDINALITY AS u({_NAMES}, number)), "
    "named AS (INSERT INTO external_ids (arena_id, position, external_id, has_time) "
    "SELECT :arena, log.before + u.number, u.external_id, u.has_time "
    f"FROM log, unnest({_arrays('e', _ID_KINDS)}) AS u({', '.join(ExternalId._fields)})), "
    f"closed AS (UPDATE matchups m SET state = {int(MatchupState.VOTED)}, "
    "position = log.before + u.number, model_left = u.model_left, model_right = u.model_right, "
    "closed_at = u.closed_at, response_ms = u.response_ms, "
    f"reveal = u.reveal FROM log, unnest({_arrays('m', _MATCHUP_KINDS)}) "
    f"AS u({', '.join(ClosedMatchup._fields)}) "
    f"WHERE m.id = u.id AND m.state = {int(MatchupState.OPEN)} RETURNING 1) "
    "SELECT (SELECT before FROM log), (SELECT count(*) FROM closed), (SELECT count(*) FROM stay)"
)
_NEXT = text(
    f"SELECT {', '.join('v.' + name for name in FoldRow._fields)}, v.voided_at IS NULL, d.due, "  # noqa: S608
    "EXISTS (SELECT FROM matchups m "
    "WHERE m.arena_id = :arena AND m.position > :after AND m.position <= :upto) "
    f"FROM (SELECT {DUE} AS due FROM arenas a JOIN log_ends e ON e.arena_id = a.id WHERE a.id = :arena) d "
    "JOIN votes v ON v.arena_id = :arena AND v.position > :after "
    "AND v.position <= LEAST(d.due, CAST(:upto AS bigint)) ORDER BY v.position"
)
APPENDED = "arena_appended"
"""The channel on which appended votes are announced, with the arena's id."""

_ANNOUNCE = text(f"SELECT set_config('synchronous_commit', 'off', true), pg_notify('{APPENDED}', :arena)")
_HEADS = Lookup(
    LogHead._make,
    f"SELECT a.id, a.last_position, {DUE} FROM k JOIN arenas a ON a.id = k.id "  # noqa: S608
    "JOIN log_ends e ON e.arena_id = a.id",
    id="integer",
)


def append(
    session: WriteSession,
    arena_id: int,
    rows: Sequence[NewVote],
    ids: Sequence[ExternalId],
    closed: Sequence[ClosedMatchup],
) -> int | None:
    """Append at least one vote; return the first position, None if a matchup is no longer open.

    The transaction must then be rolled back. If no matchup is closed, none is needed.
    """
    values: dict[str, object] = {"arena": arena_id, "count": len(rows), **ready()}
    values |= _columns("v", NewVote, rows) | _columns("e", ExternalId, ids)
    values |= _columns("m", ClosedMatchup, closed)
    before, total, _ = session.execute(_APPEND, values).one()
    if before is None:
        raise RefusedError
    return int(before) + 1 if total == len(closed) else None


def next_votes(session: ReadSession, arena_id: int, after: int, most: int) -> NextVotes | None:
    """Return the next votes of an arena's log that may be rated; None if there are none."""
    values: dict[str, object] = {"arena": arena_id, "after": after, "upto": after + most, "now": clock.now()}
    rows: list[_NextRow] = fetch_tuples(session, _NEXT, **values)
    if not rows:
        return None
    counted = [row[:6] for row in rows if row[6]]
    *_, due, on_matchups = rows[-1]
    return NextVotes(rankings.expanded(session, arena_id, counted), rows[-1][0], due, on_matchups)


def announce(session: ReadSession, arena_id: int) -> None:
    """Tell the owner of an arena's lease that its log has grown.

    Not with the append itself: commits that notify wait for each other. Nothing is lost if it is not heard.
    """
    session.execute(_ANNOUNCE, {"arena": str(arena_id)})


def _columns(
    prefix: str, kind: type[NamedTuple], rows: Sequence[Sequence[object]]
) -> dict[str, list[object]]:
    columns = list(zip(*rows, strict=True)) or [()] * len(kind._fields)
    return {f"{prefix}{i}": list(column) for i, column in enumerate(columns)}


def heads(session: ReadSession, arenas: Iterable[int]) -> list[LogHead]:
    """Return how far the votes of arenas are rated, and may be."""
    return _HEADS(session, ((arena_id,) for arena_id in arenas), now=clock.now())


def backlog(session: ReadSession) -> int:
    """Return how many votes are in the logs and not folded yet, of arenas that publish at once."""
    behind = "SELECT COALESCE(sum(e.position - a.last_position), 0) FROM log_ends e JOIN arenas a"
    return int(session.execute(text(f"{behind} ON e.arena_id = a.id AND a.publish_after = 0")).scalar_one())
