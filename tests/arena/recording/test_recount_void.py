"""Void: whatever votes were taken out of a log, what remains is as if they had never been there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from service.arena.recording.operations import Memory
from service.arena.recording.recount import check, void
from service.db.engine import WriteSession
from service.db.migrate import run_on
from service.db.tables.votes import votes
from service.domain.arenas import Arena
from service.domain.votes import Ballot
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import ballot, cast, inside, reread, state, taken_back, vote

# How many worlds each run tries by chance. One of PostgreSQL takes several times as long.
EXAMPLES = {"sqlite": 25, "postgresql": 6}
POLICIES: tuple[dict[str, Any], ...] = ({}, {"both_bad": "ignore"}, {"tau": 0.1, "beta": 3.0})


def differences(session: WriteSession, arena: Arena) -> int:
    return check(session, reread(session, arena.id)).differences


def take_out(session: WriteSession, arena: Arena, positions: list[int]) -> int:
    return void(session, reread(session, arena.id), positions, "a reason")


# --- void: as if the vote had never been --------------------------------------------------------------


def as_if_never(session: WriteSession, log: list[Ballot], out: list[list[int]], **policy: object) -> None:
    """Void the groups of positions one after the other and compare with an arena that never had them."""
    arena, other = add_arena(session, "a", **policy), add_arena(session, "b", **policy)
    cast(session, arena, log)
    for positions in out:
        take_out(session, arena, positions)
    cast_one_by_one(session, other, log, {position for positions in out for position in positions})
    assert state(session, arena.id) == state(session, other.id)
    assert differences(session, arena) == 0


def cast_one_by_one(session: WriteSession, arena: Arena, log: list[Ballot], but: set[int]) -> None:
    for position, one in enumerate(log, start=1):
        if position not in but:
            cast(session, arena, [one])


cases = st.lists(ballot, min_size=1, max_size=14).flatmap(
    lambda log: st.tuples(
        st.just(log), st.lists(st.lists(st.integers(1, len(log)), min_size=1, max_size=4), max_size=4)
    )
)


@pytest.mark.slow
@pytest.mark.parametrize("policy", POLICIES)
def test_any_votes_voided_in_any_order_might_never_have_been(shared_url: str, policy: dict[str, Any]) -> None:
    examples = EXAMPLES["sqlite" if shared_url.startswith("sqlite") else "postgresql"]

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(cases)
        def holds(case: tuple[list[Ballot], list[list[int]]]) -> None:
            with taken_back(connection) as session:
                add_models(session, 4)
                as_if_never(session, *case, **policy)

        holds()

    run_on(shared_url, run)


DAYS = [vote(0, 1), vote(1, 2, day=1), vote(2, 0, day=1), vote(0, 2, day=2), vote(1, 0, "tie", day=3)]


@pytest.mark.parametrize(
    "out",
    [
        pytest.param([[1]], id="the first vote of all, the only one of its day"),
        pytest.param([[2]], id="the first vote of a day"),
        pytest.param([[3]], id="the last vote of a day"),
        pytest.param([[4]], id="the only vote of a day in the middle"),
        pytest.param([[5]], id="the only vote of the running day"),
        pytest.param([[5], [4]], id="the last days, one after the other"),
        pytest.param([[4, 5]], id="the last days at once"),
        pytest.param([[4], [5]], id="the last days, the earlier one first"),
        pytest.param([[2, 3]], id="a whole day"),
        pytest.param([[1], [2], [3], [4], [5]], id="all, from the first"),
        pytest.param([[5], [4], [3], [2], [1]], id="all, from the last"),
        pytest.param([[3, 1, 5, 2, 4]], id="all at once"),
        pytest.param([[2, 2]], id="the same one twice in one call"),
    ],
)
def test_votes_at_the_edges_of_days(shared_url: str, out: list[list[int]]) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        as_if_never(session, DAYS, out)

    inside(shared_url, work)


# Requests, and the positions that are voided after each: they may be of any request before.
stories = st.lists(
    st.tuples(st.lists(ballot, min_size=1, max_size=5), st.lists(st.integers(1, 20), max_size=3))
)


@pytest.mark.slow
def test_voids_between_the_votes_of_a_process_that_remembers(shared_url: str) -> None:
    """What a process kept in memory before a void must not come back after it."""
    examples = EXAMPLES["sqlite" if shared_url.startswith("sqlite") else "postgresql"]

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(stories)
        def holds(story: list[tuple[list[Ballot], list[int]]]) -> None:
            with taken_back(connection) as session:
                add_models(session, 4)
                live_again(session, story)

        holds()

    run_on(shared_url, run)


def live_again(session: WriteSession, story: list[tuple[list[Ballot], list[int]]]) -> None:
    arena, other = add_arena(session, "a"), add_arena(session, "b")
    memory, log = Memory(), list[Ballot]()
    gone: set[int] = set()
    for request, positions in story:
        log += request
        cast(session, reread(session, arena.id), request, memory)
        take_out(session, arena, positions)
        gone |= {position for position in positions if position <= len(log)}
    cast_one_by_one(session, other, log, gone)
    assert state(session, arena.id) == state(session, other.id)
    assert differences(session, arena) == 0


def test_void_counts_what_it_did_and_passes_over_the_rest(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        assert take_out(session, arena, [2, 99, -1, 0, 4]) == 2
        after = reread(session, arena.id)
        assert take_out(session, arena, [4, 2, 99]) == 0
        assert reread(session, arena.id) == after
        assert take_out(session, arena, []) == 0

    inside(shared_url, work)


def test_a_voided_vote_stays_in_the_log_with_its_reason(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        before = session.execute(select(votes).order_by(votes.c.position)).all()
        take_out(session, arena, [2])
        void(session, reread(session, arena.id), [2], "another reason")
        after = session.execute(select(votes).order_by(votes.c.position)).all()
        assert [row[:-3] for row in after] == [row[:-3] for row in before]
        assert [row.void_reason for row in after] == [None, "a reason", None, None, None]
        assert after[1].voided_at > 0

    inside(shared_url, work)


def test_a_void_is_a_new_revision_and_leaves_the_positions(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        before = reread(session, arena.id)
        take_out(session, arena, [5])
        after = reread(session, arena.id)
        assert after.revision == before.revision + 1
        assert after.last_position == 5
        assert after.rated_at >= before.rated_at
        assert cast(session, after, DAYS[:1]).first_position == 6

    inside(shared_url, work)


def test_one_arenas_void_leaves_the_others_alone(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        cast(session, arena, DAYS)
        cast(session, other, DAYS)
        before = state(session, other.id)
        take_out(session, arena, [1, 2, 3, 4, 5])
        assert state(session, other.id) == before
        assert state(session, arena.id) == state(session, add_arena(session, "c").id)

    inside(shared_url, work)


@pytest.mark.parametrize("votes_of_the_day", [20])
def test_a_void_costs_the_votes_of_its_day_and_not_the_log_before(
    shared_sqlite_url: str, votes_of_the_day: int
) -> None:
    """Counted in steps of SQLite's machine: each row that is read or looked at takes some."""

    def steps(session: WriteSession, slug: str, before: int) -> int:
        arena = add_arena(session, slug)
        cast(session, arena, ballots(before, days=before // 100))
        cast(session, reread(session, arena.id), [vote(0, 1, day=90)] * votes_of_the_day)
        last = reread(session, arena.id)
        with counted_steps(session) as steps:
            assert void(session, last, [last.last_position], "a reason") == 1
        return steps[0]

    def work(session: WriteSession) -> None:
        add_models(session)
        few, many = steps(session, "a", 300), steps(session, "b", 3_000)
        assert many < 1.2 * few

    inside(shared_sqlite_url, work)


@contextmanager
def counted_steps(session: WriteSession) -> Iterator[list[int]]:
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    driver = session.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(count, 100)
    try:
        yield counted
    finally:
        driver.set_progress_handler(None, 0)
