"""Votes appended to logs that others append to as well, in one statement that holds its locks briefly.

PostgreSQL only. The statement takes the next positions from each log's end, adds the votes and closes the
matchups that they were cast on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias, cast

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from service.db.bulk import Lookup
from service.db.direct import DirectStatement
from service.db.engine import ReadSession, WriteSession
from service.db.queries.live.marks import DUE
from service.db.queries.log import rankings
from service.db.queries.votes import FoldRow, FoldTuple
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


class Part(NamedTuple):
    """What to append to the log of an arena: at least one vote."""

    arena_id: int
    votes: Sequence[NewVote]
    ids: Sequence[ExternalId] = ()
    closed: Sequence[ClosedMatchup] = ()


class NextVotes(NamedTuple):
    """The next part of a log: its votes that count, up to a position.

    ``due`` is how far the log may be rated, and ``on_matchups`` whether some of the votes may be on matchups.
    """

    votes: list[FoldTuple]
    upto: int
    due: int
    on_matchups: bool


_NextRow: TypeAlias = tuple[int, int, int, int, int, int, bool, int, bool, int]
"""The columns of FoldRow, whether the vote counts, the last two fields of NextVotes, and the arena."""


class _Appended(NamedTuple):
    """What the statement that appends returns; `befores` are where the logs of the arenas had ended."""

    ready: int
    stay: int
    arenas: list[int]
    befores: list[int]
    closed: list[int]


class LogHead(NamedTuple):
    """How far an arena's votes are rated, and how far they may be."""

    arena_id: int
    rated: int
    due: int


def _numbered(prefix: str, kinds: Sequence[str]) -> str:
    """Return arrays of arenas and of what belongs to them."""
    return ", ".join(f"CAST(:{prefix}{i} AS {kind}[])" for i, kind in enumerate(("INTEGER", *kinds)))


_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_VOTE_KINDS = ["BIGINT", *(votes.c[name].type.compile(_DIALECT) for name in NewVote._fields)]
_ID_KINDS = ("BIGINT", "TEXT", "SMALLINT")
_MATCHUP_KINDS = [
    "BIGINT",
    *(matchups.c[name].type.compile(_DIALECT) for name in ClosedMatchup._fields[1:]),
]
_NAMES = ", ".join(NewVote._fields)
_PART = "CAST(:part AS integer[]), CAST(:count AS bigint[])"


def _appending(free: str) -> DirectStatement[_Appended]:
    return DirectStatement(
        f"WITH ready AS ({READY}), stay AS (SELECT set_config('idle_in_transaction_session_timeout', "  # noqa: S608
        f"'{_STOPPED_MILLISECONDS}', true)), "
        "log AS (UPDATE log_ends e SET position = e.position + part.count "
        f"FROM ready, unnest({_PART}) AS part(arena_id, count) WHERE e.arena_id = part.arena_id {free} "
        "RETURNING e.arena_id, e.position - part.count AS before), "
        f"added AS (INSERT INTO votes (arena_id, position, {_NAMES}) "
        f"SELECT log.arena_id, log.before + u.number, {', '.join('u.' + name for name in NewVote._fields)} "
        f"FROM log JOIN unnest({_numbered('v', _VOTE_KINDS)}) AS u(arena_id, number, {_NAMES}) "
        "ON u.arena_id = log.arena_id), "
        "named AS (INSERT INTO external_ids (arena_id, position, external_id, has_time) "
        "SELECT log.arena_id, log.before + u.number, u.external_id, u.has_time "
        f"FROM log JOIN unnest({_numbered('e', _ID_KINDS)}) AS u(arena_id, {', '.join(ExternalId._fields)}) "
        "ON u.arena_id = log.arena_id), "
        f"closed AS (UPDATE matchups m SET state = {int(MatchupState.VOTED)}, "
        "position = log.before + u.number, model_left = u.model_left, model_right = u.model_right, "
        "closed_at = u.closed_at, response_ms = u.response_ms, "
        f"reveal = u.reveal FROM log JOIN unnest({_numbered('m', _MATCHUP_KINDS)}) "
        f"AS u(arena_id, {', '.join(ClosedMatchup._fields)}) ON u.arena_id = log.arena_id "
        f"WHERE m.id = u.id AND m.state = {int(MatchupState.OPEN)} RETURNING m.arena_id) "
        "SELECT (SELECT count(*) FROM ready), (SELECT count(*) FROM stay), "
        "ARRAY(SELECT arena_id FROM log ORDER BY arena_id), ARRAY(SELECT before FROM log ORDER BY arena_id), "
        "ARRAY(SELECT arena_id FROM closed)",
        _Appended._make,
    )


_APPEND = _appending("")
_APPEND_FREE = _appending(
    "AND e.arena_id IN (SELECT arena_id FROM log_ends "
    "WHERE arena_id = ANY(CAST(:part AS integer[])) FOR NO KEY UPDATE SKIP LOCKED)"
)
# With a limit, it is planned as a walk through the index for each arena, whatever is known of the table.
_NEXT = DirectStatement(
    "WITH d AS MATERIALIZED (SELECT k.arena_id, k.after, "  # noqa: S608
    f"{DUE} AS due, EXISTS (SELECT FROM matchups m "
    "WHERE m.arena_id = k.arena_id AND m.position > k.after AND m.position <= k.after + :most) AS matched "
    "FROM unnest(CAST(:arenas AS integer[]), CAST(:afters AS bigint[])) AS k(arena_id, after) "
    "JOIN arenas a ON a.id = k.arena_id JOIN log_ends e ON e.arena_id = k.arena_id) "
    f"SELECT {', '.join('v.' + name for name in FoldRow._fields)}, "
    "v.voided_at IS NULL, d.due, d.matched, d.arena_id FROM d CROSS JOIN LATERAL "
    "(SELECT * FROM votes w WHERE w.arena_id = d.arena_id AND w.position > d.after "
    "AND w.position <= LEAST(d.due, d.after + :most) ORDER BY w.position LIMIT CAST(:most AS bigint)) v "
    "ORDER BY d.arena_id, v.position",
    cast("Callable[[Sequence[object]], _NextRow]", tuple),
)
APPENDED = "arena_appended"
"""The channel on which appended votes are announced, with the ids of the arenas and spaces between."""

# A notification of PostgreSQL's is shorter than this.
_PAYLOAD = 8_000

# Commits that notify wait for each other, so this one does not wait for the disk.
_ANNOUNCE = DirectStatement(
    f"SELECT set_config('synchronous_commit', 'off', true), pg_notify('{APPENDED}', :arenas)",
    tuple,
)
_HEADS = Lookup(
    LogHead._make,
    f"SELECT a.id, a.last_position, {DUE} FROM k JOIN arenas a ON a.id = k.id "  # noqa: S608
    "JOIN log_ends e ON e.arena_id = a.id",
    id="integer",
)


def append(session: WriteSession, parts: Sequence[Part], *, waits: bool = True) -> dict[int, int | None]:
    """Append to the logs of different arenas; return the first positions by arena.

    None stands for an arena of which a matchup is no longer open: the transaction must then be rolled back.
    If no matchup is closed, none is needed. Arenas whose logs others have locked are left out, unless it
    ``waits`` for them.
    """
    values: dict[str, object] = {"part": [part.arena_id for part in parts], **ready()}
    values["count"] = [len(part.votes) for part in parts]
    rows = [(part.arena_id, i, *vote) for part in parts for i, vote in enumerate(part.votes, 1)]
    values |= _columns("v", len(_VOTE_KINDS), rows)
    values |= _columns("e", len(_ID_KINDS), [(part.arena_id, *one) for part in parts for one in part.ids])
    closing = [(part.arena_id, *one) for part in parts for one in part.closed]
    values |= _columns("m", len(_MATCHUP_KINDS), closing)
    statement = _APPEND if waits else _APPEND_FREE
    [[is_ready, _, arenas, befores, closed]] = statement(session, values)
    if not is_ready or (waits and len(arenas) < len(parts)):
        raise RefusedError
    done = Counter(closed)
    wanted = Counter(one[0] for one in closing)
    return {
        arena_id: before + 1 if done[arena_id] == wanted[arena_id] else None
        for arena_id, before in zip(arenas, befores, strict=True)
    }


def next_votes(session: ReadSession, afters: Mapping[int, int], most: int) -> dict[int, NextVotes]:
    """Return the next votes of arenas' logs that may be rated, at most so many of each.

    The arenas are given with the positions after which they begin. Those without such votes are left out.
    """
    values = {"arenas": list(afters), "afters": list(afters.values()), "most": most, "now": clock.now()}
    rows = _NEXT(session, values)
    found = {}
    for arena_id, of_arena in groupby(rows, itemgetter(-1)):
        mine = list(of_arena)
        counted = [row[:6] for row in mine if row[6]]
        *_, due, on_matchups, _ = mine[-1]
        found[arena_id] = NextVotes(
            rankings.expanded(session, arena_id, counted), mine[-1][0], due, on_matchups
        )
    return found


def announce(session: ReadSession, arenas: Iterable[int]) -> None:
    """Tell the owners of arenas' leases that their logs have grown.

    Not with the appends themselves: commits that notify wait for each other. Nothing is lost if it is not
    heard. An empty payload is about all arenas.
    """
    payload = " ".join(map(str, arenas))
    _ANNOUNCE(session, {"arenas": payload if len(payload) < _PAYLOAD else ""})


def _columns(prefix: str, kinds: int, rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    columns = list(zip(*rows, strict=True)) or [()] * (1 + kinds)
    return {f"{prefix}{i}": list(column) for i, column in enumerate(columns)}


def heads(session: ReadSession, arenas: Iterable[int]) -> list[LogHead]:
    """Return how far the votes of arenas are rated, and may be."""
    return _HEADS(session, ((arena_id,) for arena_id in arenas), now=clock.now())


def backlog(session: ReadSession) -> int:
    """Return how many votes are in the logs and not folded yet, of arenas that publish at once."""
    behind = "SELECT COALESCE(sum(e.position - a.last_position), 0) FROM log_ends e JOIN arenas a"
    return int(session.execute(text(f"{behind} ON e.arena_id = a.id AND a.publish_after = 0")).scalar_one())
