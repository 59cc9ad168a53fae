"""The tables of votes: what a vote costs on disk, and which rows they refuse."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import BigInteger, text
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession, transact
from service.db.migrate import run_on
from service.db.queries import votes
from service.db.queries.votes import LogRow
from service.db.tables import votes as tables
from service.db.tables.voting import matchups
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote

VOTES = 20_000
# What both databases need to keep a vote of a known voter and prompt, with every index.
MOST_BYTES = {"sqlite": 80, "postgresql": 160}
PAIRS, RATED = tables.head_to_head, (tables.ratings, tables.rating_history)


def fill(session: WriteSession) -> None:
    """Fill a log as a live arena does: positions and times rise, voters and prompts are random."""
    add_models(session)
    arena = add_arena(session)
    cast(session, arena, [vote()._replace(prompt="a prompt")])
    random_ = random.Random(1)
    start = (DAY + 1) * 86_400_000_000
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
            voted_at=start + position * 1_000_003,
        )
        for position in range(2, VOTES + 2)
    ]
    for i in range(0, VOTES, 100):
        votes.append(session, rows[i : i + 100])


def test_a_vote_is_small_on_sqlite(sqlite_url: str) -> None:
    def size() -> int:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as file:
            pages, page = (
                file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
            )
        return int(pages) * int(page)

    empty = size()
    run_on(sqlite_url, lambda connection: transact(connection, fill))
    assert 20 < (size() - empty) / VOTES <= MOST_BYTES["sqlite"]


def test_a_vote_is_small_on_postgresql(postgres_url: str) -> None:
    run_on(postgres_url, lambda connection: transact(connection, fill))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        row = connection.execute("SELECT pg_total_relation_size('votes')").fetchone()
    assert row is not None
    assert 40 < row[0] / VOTES <= MOST_BYTES["postgresql"]


def test_the_arena_leads_every_key_and_counts_have_64_bits() -> None:
    """So tables can be divided by arena. The number of a matchup stays its key, by which requests find it."""
    for table in (tables.votes, tables.external_ids, tables.ratings, tables.rating_history, PAIRS):
        assert next(iter(table.primary_key)).name == "arena_id", table.name
    unique = [index for index in matchups.indexes if index.unique]
    assert [next(iter(index.columns)).name for index in unique] == ["arena_id", "arena_id"]
    counts = [*PAIRS.c["wins_a", "wins_b", "ties", "both_bad"]]
    counts += [table.c[name] for table in RATED for name in ("wins", "losses", "ties", "both_bad")]
    assert {type(column.type) for column in counts} == {BigInteger}


# --- what no row may say ------------------------------------------------------------------------------

ARENA = "(SELECT id FROM arenas WHERE slug = 'a')"
LEFT, RIGHT = ("(SELECT id FROM models WHERE slug = 'm0')", "(SELECT id FROM models WHERE slug = 'm1')")
STRATUM = "(SELECT id FROM strata)"


def put_vote(**other: str) -> str:
    """Return a statement that adds a vote, good but for what is given."""
    values = {"arena_id": ARENA, "position": "9", "model_left": LEFT, "model_right": RIGHT}
    values |= {"stratum_id": STRATUM, "outcome": "1", "voted_at": "0", **other}
    return f"INSERT INTO votes ({', '.join(values)}) VALUES ({', '.join(values.values())})"  # noqa: S608


def put_external_id(position: str, external_id: str, arena_id: str = ARENA) -> str:
    return f"INSERT INTO external_ids VALUES ({arena_id}, {position}, {external_id}, 0)"  # noqa: S608


REFUSED = {
    "fk_votes_arena_id": put_vote(arena_id="-7"),
    "fk_votes_model_left": put_vote(model_left="-7"),
    "fk_votes_model_right": put_vote(model_right="-7"),
    "fk_votes_stratum_id": put_vote(stratum_id="-7"),
    "fk_votes_prompt_id": put_vote(prompt_id="-7"),
    "pk_votes": put_vote(position="1"),
    "pk_external_ids": put_external_id("1", "'other'"),
    "uq_external_ids_arena_id_external_id": put_external_id("9", "'seen'"),
    "ck_votes_two_models": put_vote(model_right=LEFT),
    "ck_votes_outcome": put_vote(outcome="6"),
    "ck_votes_voided": put_vote(voided_at="1"),
    "ck_ratings_variance": "UPDATE ratings SET variance = 0",
    "ck_head_to_head_ordered": "UPDATE head_to_head SET model_a = model_b, model_b = model_a",
}


def small_world(session: WriteSession) -> None:
    """Two arenas, eight models, and a vote in the first arena."""
    add_models(session)
    first = add_arena(session, "a")
    add_arena(session, "b")
    cast(session, first, [vote()._replace(external_id="seen")])


def assert_refused(session: WriteSession, name: str, statement: str) -> None:
    """Assert that the constraint of this name stops the statement; SQLite names only its checks."""
    small_world(session)
    with pytest.raises(IntegrityError) as caught:
        session.execute(text(statement))
    if session.dialect.name == "postgresql" or name.startswith("ck_"):
        assert name in str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_itself_refuses(shared_url: str, name: str) -> None:
    inside(shared_url, lambda session: assert_refused(session, name, REFUSED[name]))


def test_what_looks_alike_and_is_taken(shared_url: str) -> None:
    """Votes without an external id, and one external id in two arenas."""

    def work(session: WriteSession) -> None:
        small_world(session)
        session.execute(text(put_vote()))
        session.execute(text(put_vote(position="10")))
        other = ARENA.replace("'a'", "'b'")
        session.execute(text(put_vote(arena_id=other)))
        session.execute(text(put_external_id("9", "'seen'", other)))
        assert session.execute(text("SELECT count(*) FROM votes")).scalar_one() == 4

    inside(shared_url, work)
