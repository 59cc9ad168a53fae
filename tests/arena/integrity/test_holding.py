"""Holding and releasing: exact to the bit in both directions, on both databases, and audited."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.arena.access import audit
from service.arena.boards.refits.checking import of_refits
from service.arena.integrity import flags, holding
from service.arena.integrity.flags import State
from service.arena.recording.recount import check, void
from service.db.engine import WriteSession
from service.db.queries.log import flags as db
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from service.db.tables.votes import votes
from service.domain.arenas import Arena
from service.domain.paging import Page
from service.domain.votes import Ballot, Exclusion
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import ballot, cast, inside, reread, state, vote


def differences(session: WriteSession, arena: Arena) -> int:
    return check(session, reread(session, arena.id)).differences


def held(session: WriteSession, arena: Arena) -> list[int]:
    where = (votes.c.arena_id == arena.id, votes.c.exclusion == int(Exclusion.HELD))
    return [row.position for row in session.execute(select(votes.c.position).where(*where))]


def without(session: WriteSession, log: list[Ballot], out: set[int]) -> Arena:
    """Return an arena whose log never had some of the votes."""
    other = add_arena(session, "other")
    for position, one in enumerate(log, start=1):
        if position not in out:
            cast(session, other, [one])
    return other


def test_a_held_vote_is_as_if_never_cast_and_a_released_one_as_if_never_held(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, log = add_arena(session), ballots(60, days=4)
        cast(session, arena, log)
        before, out = state(session, arena.id), {1, 17, 18, 44, 60}
        other = without(session, log, out)
        revision = reread(session, arena.id).revision
        done = holding.hold_votes(session, arena.id, out, "a look at them")
        assert done.votes == 5
        assert state(session, arena.id) == state(session, other.id)
        assert differences(session, arena) == 0
        assert reread(session, arena.id).revision > revision
        assert holding.hold(session, done.flag).votes == 0
        assert holding.release(session, done.flag).votes == 5
        assert state(session, arena.id) == before
        assert differences(session, arena) == 0
        assert holding.release(session, done.flag).votes == 0
        entries = audit.page(session, Page("", 9)).items
        assert [(entry.action, entry.subject) for entry in entries] == [
            ("release", f"flag {done.flag}"),
            ("release", f"flag {done.flag}"),
            ("hold", f"flag {done.flag}"),
            ("hold", f"flag {done.flag}"),
        ]
        assert entries[-1].detail == "manual: 5 votes of t2i"

    inside(shared_url, work)


cases = st.lists(ballot, min_size=1, max_size=10).flatmap(
    lambda log: st.tuples(
        st.just(log), st.lists(st.sets(st.integers(1, len(log)), min_size=1, max_size=5), max_size=3)
    )
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases, st.randoms(use_true_random=False))
@pytest.mark.slow
def test_whatever_is_held_and_in_whichever_order_it_is_released(
    sqlite_url: str, case: tuple[list[Ballot], list[set[int]]], random: object
) -> None:
    log, groups = case

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, log)
        before = state(session, arena.id)
        numbers = [holding.hold_votes(session, arena.id, group, "tried").flag for group in groups]
        random.shuffle(numbers)  # type: ignore[attr-defined]
        for number, group in zip(numbers, groups, strict=True):
            assert group
            holding.release(session, number)
            assert differences(session, arena) == 0
        assert held(session, arena) == []
        assert state(session, arena.id) == before

    inside(sqlite_url, work)


def test_a_vote_of_two_held_flags_stays_held_until_both_are_released(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(10))
        first = holding.hold_votes(session, arena.id, [1, 2], "one").flag
        second = holding.hold_votes(session, arena.id, [2, 3], "other").flag
        assert holding.release(session, first).votes == 1
        assert held(session, arena) == [2, 3]
        assert holding.release(session, second).votes == 2
        assert held(session, arena) == []
        assert flags.get(session, first).state == State.RELEASED

    inside(shared_url, work)


def test_what_was_voided_or_undone_meanwhile_does_not_come_back(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(10))
        flag = holding.hold_votes(session, arena.id, range(1, 5), "tried").flag
        now = reread(session, arena.id)
        assert void(session, now, [2, 3], "a robot") == 2
        assert reread(session, arena.id).revision == now.revision + 1
        assert void(session, reread(session, arena.id), [4, 9], "a robot", Exclusion.UNDONE) == 2
        assert holding.release(session, flag).votes == 1
        assert differences(session, arena) == 0
        assert db.positions(session, flag) == [1, 2, 3, 4]

    inside(shared_url, work)


def test_votes_held_on_arrival_are_released_by_their_positions(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(1, 2), vote(2, 0)])
        before = state(session, arena.id)
        void(session, reread(session, arena.id), [1, 2, 3], "over a limit", Exclusion.HELD)
        assert reread(session, arena.id).day is None
        assert differences(session, arena) == 0
        assert holding.release_votes(session, arena.id, [1, 2, 3, 77]) == 3
        assert state(session, arena.id) == before
        assert differences(session, arena) == 0

    inside(shared_url, work)


def test_refits_at_the_end_of_a_day_that_is_open_again_are_forgotten(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [vote(day=day) for day in [0] * 20 + [1] * 3 + [2]])
        for position in (20, 23):
            key = RefitKey(arena.id, position, refits.epoch_of(session, arena.id))
            assert refits.add(session, key, b"", 0)
        flag = holding.hold_votes(session, arena.id, [24], "odd").flag
        assert refits.positions(session, arena.id) == [20]
        assert of_refits(session)[0].well
        holding.release(session, flag)
        assert of_refits(session)[0].well

    inside(shared_url, work)


def test_void_is_final_for_votes_that_count_and_for_held_ones(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, log = add_arena(session), ballots(20)
        cast(session, arena, log)
        other = without(session, log, {1, 2, 3})
        flag = holding.hold_votes(session, arena.id, [1, 2], "odd").flag
        db.add_votes(session, flag, [3])
        assert holding.void(session, flag, "a robot").votes == 3
        assert state(session, arena.id) == state(session, other.id)
        assert held(session, arena) == []
        assert flags.get(session, flag).state == State.HELD
        assert holding.release(session, flag).votes == 0
        entry = audit.page(session, Page("", 9)).items[1]
        assert (entry.action, entry.detail) == ("void", "manual: 3 votes of t2i. a robot")

    inside(shared_url, work)


def test_what_cannot_be_held(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        with pytest.raises(Invalid):
            holding.hold_votes(session, arena.id, [], "nothing")
        with pytest.raises(NotFound):
            holding.hold(session, 7)
        with pytest.raises(NotFound):
            holding.release(session, 7)

    inside(shared_url, work)
