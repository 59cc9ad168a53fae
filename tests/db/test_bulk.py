"""Many rows in one statement: the same rows come back, whatever is in them, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from math import inf, nextafter
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.db.bulk import Insert, Lookup, insert_together
from service.db.engine import WriteSession
from service.db.migrate import run_on
from service.db.queries import prompts, ratings
from service.db.queries.log import identified
from tests.support.votes.ledgers import inside, taken_back

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("big", BigInteger),
    Column("small", SmallInteger),
    Column("real", Double),
    Column("raw", LargeBinary(8)),
)
others = Table(
    "others", metadata, Column("a", Integer, primary_key=True), Column("b", String(3), primary_key=True)
)
NAMES = [column.name for column in things.columns]

put = Insert(things, NAMES)
put_other = Insert(others, ["a", "b"])

HOSTILE = ["", " ", "'", '"', "''", "\\", "\\N", "a,b", "{}", "{a,b}", "NULL", "null", "(1,2)", "é文😀"]
HOSTILE += [":c0", "%s", "$1", "?", "[]", "$[0]", "1", "01", "1e5", "\n\t", "x" * 10_000, "\u202e", "\ufeff"]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
rows_of_things = st.lists(
    st.tuples(
        st.integers(-(2**31), 2**31 - 1),
        st.none() | texts,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.integers(-(2**15), 2**15 - 1),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.binary(max_size=8),
    ),
    max_size=200,
    unique_by=lambda row: row[0],
)


def stored(session: WriteSession, table: Table = things) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in session.execute(select(table)))


def rows(ids: Sequence[int], name: str | None = "n") -> list[tuple[object, ...]]:
    return [(i, name, i * 10**10, i % 9, i / 3, b"r") for i in ids]


def test_any_rows_come_back_as_they_were(shared_url: str) -> None:
    examples = 40 if shared_url.startswith("sqlite") else 15

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(rows_of_things)
        def holds(given_: list[tuple[object, ...]]) -> None:
            with taken_back(connection) as session:
                metadata.create_all(session)
                put(session, given_)
                assert stored(session) == sorted(given_)

        holds()

    run_on(shared_url, run)


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 63, 64, 65, 137, 1_000])
def test_any_number_of_rows(shared_url: str, count: int) -> None:
    """Sizes at which a statement for many rows gives way to one for few."""

    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        put(session, rows(range(count)))
        assert stored(session) == rows(range(count))

    inside(shared_url, work)


def test_floats_keep_every_bit(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        floats = [0.1, 1 / 3, nextafter(25.0, inf), 5e-324, 1.7976931348623157e308, -2.5e-300]
        put(session, [(i, None, None, None, value, None) for i, value in enumerate(floats)])
        assert [row[4] for row in stored(session)] == floats

    inside(shared_url, work)


def test_a_taken_key_is_refused_passed_over_or_replaced(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        put(session, rows(range(10), "old"))
        Insert(things, NAMES, "DO NOTHING")(session, rows(range(5, 15), "new"))
        assert [row[1] for row in stored(session)] == ["old"] * 10 + ["new"] * 5
        Insert(things, NAMES, "DO UPDATE SET name = excluded.name")(session, rows([0, 20], "newer"))
        assert [row[1] for row in stored(session)] == ["newer"] + ["old"] * 9 + ["new"] * 5 + ["newer"]
        with pytest.raises((IntegrityError, sqlite3.IntegrityError)):
            put(session, rows([3, 4]))

    inside(shared_url, work)


def test_counts_are_added_up(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        add = Insert(things, ["id", "big"], "DO UPDATE SET big = things.big + excluded.big")
        for amount in (5, 7, -2):
            add(session, [(i, amount * i) for i in range(70)])
        assert [row[2] for row in stored(session)] == [10 * i for i in range(70)]

    inside(shared_url, work)


def test_a_key_of_two_columns(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        keep = Insert(others, ["a", "b"], "DO NOTHING")
        keep(session, [(1, "x"), (1, "y"), (2, "x")])
        keep(session, [(1, "y"), (2, "y")])
        assert stored(session, others) == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]

    inside(shared_url, work)


def test_rows_of_several_tables_together(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        insert_together(session, (put, rows([1, 2])), (put_other, []), (put_other, [(1, "x")]))
        insert_together(session, (put_other, [(2, "y")]), (put, []))
        insert_together(session, (put, []))
        insert_together(session)
        assert stored(session) == rows([1, 2])
        assert stored(session, others) == [(1, "x"), (2, "y")]

    inside(shared_url, work)


def test_a_text_too_long_for_its_column_is_refused_and_not_cut(shared_url: str) -> None:
    """SQLite keeps it as it is, which is fine; PostgreSQL cuts silently where it is asked to convert."""

    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        try:
            put_other(session, [(1, "four")])
        except DBAPIError:
            return
        assert stored(session, others) == [(1, "four")]

    inside(shared_url, work)


class Thing(NamedTuple):
    id: int
    name: str


class ThingId(NamedTuple):
    id: int


BY_NAME = Lookup(Thing._make, "SELECT t.id, k.name FROM k JOIN things t ON t.name = k.name", name="text")
BY_BOTH = Lookup(
    ThingId._make,
    "SELECT t.id FROM k JOIN things t ON t.id = k.id AND t.name = k.name WHERE t.big >= :least",
    id="integer",
    name="text",
)


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_a_look_up_finds_what_is_there(shared_url: str, count: int) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        put(session, [(i, f"n{i}", None, None, None, None) for i in range(0, 40, 2)])
        found = BY_NAME(session, ((f"n{i}",) for i in range(count)))
        assert sorted(row.id for row in found) == list(range(0, count, 2))

    inside(shared_url, work)


def test_hostile_texts_are_found_as_they_are_and_nothing_else_is(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        put(session, [(i, name, None, None, None, None) for i, name in enumerate(HOSTILE)])
        for i, name in enumerate(HOSTILE):
            assert [tuple(row) for row in BY_NAME(session, [(name,)])] == [(i, name)]
        found = {row.id: row.name for row in BY_NAME(session, ((name,) for name in HOSTILE))}
        assert found == dict(enumerate(HOSTILE))

    inside(shared_url, work)


def test_keys_of_two_parts_belong_together_and_parameters_count(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        metadata.create_all(session)
        put(session, rows([1, 2, 3], "a"))
        keys = [(1, "a"), (2, "b"), (3, "a"), (4, "a")]
        assert sorted(row.id for row in BY_BOTH(session, keys, least=0)) == [1, 3]
        assert [row.id for row in BY_BOTH(session, keys, least=2 * 10**10)] == [3]

    inside(shared_url, work)


@pytest.mark.parametrize("look_up", [identified._KNOWN, ratings._OF_KEYS, prompts._CATEGORIES])
def test_keys_are_looked_up_one_by_one_and_no_table_is_read_through(
    look_up: Lookup[object], sqlite_url: str
) -> None:
    """SQLite's own choice was to read all of an arena's external ids for every batch of votes."""

    def work(session: WriteSession) -> None:
        plan = session.execute(
            text(f"EXPLAIN QUERY PLAN {look_up._sqlite.text}"), {"rows": "[]", "arena": 1}
        ).fetchall()
        assert "json_each" in plan[0].detail
        assert all(step.detail.startswith("SEARCH") for step in plan[1:])

    inside(sqlite_url, work)
