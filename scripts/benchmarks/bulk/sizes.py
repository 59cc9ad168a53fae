"""What a vote takes on PostgreSQL with all its indexes: without an external id, and with one."""

from __future__ import annotations

import random
import uuid
from functools import partial

import psycopg

from scripts.benchmarks.rows import Row
from service.db.engine import WriteSession, transact
from service.db.migrate import run_on, upgrade
from service.db.queries import votes
from service.db.queries.votes import LogRow
from tests.support.db.postgres import PostgresServer
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, vote

_VOTES = 200_000
_SIZE = "SELECT pg_total_relation_size('votes') + pg_total_relation_size('external_ids')"


def run(count: int = _VOTES) -> list[Row]:
    """Return the bytes a vote takes; a quarter of a minute."""
    with PostgresServer(fsync=False) as server:
        plain, named = (_bytes(server, count, named=named) for named in (False, True))
    return [
        Row(what="a vote on PostgreSQL, with its indexes", value=plain, unit="bytes"),
        Row(what="the same, with an external id of 36 characters", value=named, unit="bytes"),
    ]


def _bytes(server: PostgresServer, count: int, *, named: bool) -> float:
    url = server.create_database(f"sizes_{named}".lower())
    upgrade(url)
    before = _size(url)
    run_on(url, lambda connection: transact(connection, partial(_fill, count=count, named=named)))
    return (_size(url) - before) / count


def _size(url: str) -> int:
    with psycopg.connect(url) as connection:
        row: tuple[int] | None = connection.execute(_SIZE).fetchone()
    return 0 if row is None else row[0]


def _fill(session: WriteSession, count: int, *, named: bool) -> None:
    """Fill a log as a live arena does: positions and times rise, voters and ids are random."""
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, [vote()._replace(prompt="a prompt")])
    random_ = random.Random(1)
    rows = [
        LogRow(
            arena_id=arena.id,
            position=position,
            model_left=1 + position % 7,
            model_right=8,
            outcome=1 + position % 4,
            stratum_id=1,
            prompt_id=1,
            voter=random_.getrandbits(63) - 2**62,
            voted_at=(DAY + 1) * 86_400_000_000 + position * 1_000_003,
            external_id=str(uuid.UUID(int=random_.getrandbits(128))) if named else None,
        )
        for position in range(2, count + 2)
    ]
    for i in range(0, count, 100):
        votes.append(session, rows[i : i + 100])
