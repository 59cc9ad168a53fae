"""The fold over a log: days close as they pass, and it does not matter in which pieces votes arrive."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from service.arena.recording import folding
from service.arena.recording.folding import by_day, params_of
from service.arena.recording.operations import Memory
from service.arena.recording.recount import check
from service.db.engine import WriteSession
from service.db.migrate import run_on
from service.db.queries.votes import FoldTuple
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot
from service.rating.vote_columns import VoteColumns
from tests.support.votes.arenas import DAY, add_arena, add_models, ballots
from tests.support.votes.ledgers import ballot, cast, inside, reread, state, taken_back, vote

OVERALL = PromptCategory()
# --- days -----------------------------------------------------------------------------------------------


def rows_at(*days: float) -> list[FoldTuple]:
    return [(i, 1, 2, 1, 1, int(day * clock.DAY)) for i, day in enumerate(days, start=1)]


def days_of(rows: list[FoldTuple], day: int | None) -> list[tuple[int, list[int]]]:
    return [(found, [row[0] for row in segment]) for found, segment in by_day(rows, day)]


def test_rows_in_runs_of_one_day() -> None:
    rows = rows_at(3, 3.9, 4, 3.5, 4.2, 7)
    assert days_of(rows, None) == [(3, [1, 2]), (4, [3, 4, 5]), (7, [6])]
    assert days_of(rows, 3) == [(3, [1, 2]), (4, [3, 4, 5]), (7, [6])]
    assert days_of(rows, 2) == [(3, [1, 2]), (4, [3, 4, 5]), (7, [6])]


def test_rows_older_than_the_log_count_for_its_newest_day() -> None:
    assert days_of(rows_at(1, 2, 5, 6), 5) == [(5, [1, 2, 3]), (6, [4])]
    assert days_of(rows_at(1, 2), 5) == [(5, [1, 2])]


def test_days_before_1970_and_no_rows() -> None:
    assert days_of(rows_at(-2, -1.5, -0.5, 0), None) == [(-2, [1, 2]), (-1, [3]), (0, [4])]
    assert days_of([], None) == days_of([], 4) == []


def test_votes_as_columns_have_the_same_days() -> None:
    rows = rows_at(3, 3.9, 4, 3.5, 4.2, 7)
    columns = VoteColumns(*(list(column) for column in zip(*rows, strict=True)))
    assert [(day, list(run)) for day, run in by_day(columns, None)] == list(by_day(rows, None))


@given(st.lists(st.floats(-3, 9, allow_nan=False), max_size=12), st.none() | st.integers(-3, 9))
def test_runs_are_the_rows_in_order_on_days_that_rise(times: list[float], day: int | None) -> None:
    found = days_of(rows_at(*times), day)
    assert [i for _, run in found for i in run] == list(range(1, len(times) + 1))
    days = [d for d, _ in found]
    assert days == sorted(set(days))
    assert all(day is None or d >= day for d in days)


# --- what closes with a day, by numbers that are published ----------------------------------------------

# Of one win, and of one draw, between two newcomers, with the tau of 25/300 that publications use.
WON, LOST, SPREAD = 29.395831, 20.604168, 7.171475
DRAWN_SPREAD = 6.457515


def test_one_win_and_one_draw_as_published(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session, tau=25 / 300)
        cast(session, arena, [vote(0, 1, "left", stratum=OVERALL), vote(3, 2, "tie", stratum=OVERALL)])
        rows = {row[1]: row for row in state(session, arena.id).ratings}
        first, second, third, fourth = (rows[model] for model in sorted(rows))
        assert first[2:] == (pytest.approx(WON), pytest.approx(SPREAD**2), 1, 0, 0, 0, DAY)
        assert second[2:] == (pytest.approx(LOST), pytest.approx(SPREAD**2), 0, 1, 0, 0, DAY)
        assert third[2:] == fourth[2:] == (25.0, pytest.approx(DRAWN_SPREAD**2), 0, 0, 1, 0, DAY)

    inside(shared_url, work)


def test_a_day_closes_with_the_first_vote_of_a_later_one(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1, stratum=OVERALL), vote(0, 1, stratum=OVERALL)])
        first = state(session, arena.id)
        assert (first.day, first.history, first.checkpoints) == (DAY, [], [])
        cast(session, arena, [vote(2, 3, day=5, stratum=OVERALL)])
        second = state(session, arena.id)
        assert second.day == DAY + 5
        assert second.history == first.ratings
        assert second.checkpoints == [(DAY, 2)]
        cast(session, arena, [vote(0, 2, day=6, stratum=OVERALL)])
        third = state(session, arena.id)
        newer = [row for row in second.ratings if row not in first.ratings]
        assert sorted(third.history) == sorted(first.ratings + newer)
        assert third.checkpoints == [(DAY, 2), (DAY + 5, 3)]

    inside(shared_url, work)


def test_history_has_only_what_changed_on_the_day(shared_url: str) -> None:
    """A model that had no vote on a day has no row for it: the row before is its state."""

    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        log = [vote(0, 1, stratum=OVERALL), vote(2, 3, day=1, stratum=OVERALL)]
        cast(session, arena, [*log, vote(0, 2, day=2, stratum=OVERALL)])
        closed = [(row[1], row[-1] - DAY) for row in state(session, arena.id).history]
        models = sorted({row[1] for row in state(session, arena.id).ratings})
        assert sorted(closed) == sorted(zip(models, [0, 0, 1, 1], strict=True))

    inside(shared_url, work)


def test_a_late_vote_moves_todays_rating_and_no_closed_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(0, 1, day=3)])
        before = state(session, arena.id)
        cast(session, arena, [vote(1, 0, day=0)])
        after = state(session, arena.id)
        assert (after.day, after.history, after.checkpoints) == (DAY + 3, before.history, before.checkpoints)
        assert after.ratings != before.ratings
        assert {row[-1] for row in after.ratings} == {DAY + 3}

    inside(shared_url, work)


@pytest.mark.parametrize(("policy", "moved"), [("tie", True), ("ignore", False)])
def test_both_bad_is_a_draw_or_nothing_but_always_counted(shared_url: str, policy: str, moved: bool) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session, both_bad=policy)
        cast(session, arena, [vote(0, 1, "both_bad", stratum=OVERALL)] * 2)
        for row in state(session, arena.id).ratings:
            assert row[2] == 25.0
            assert (sqrt(row[3]) < 25 / 3 - 1) == moved
            assert row[4:8] == (0, 0, 0, 2)
        assert [pair[3:] for pair in state(session, arena.id).pairs] == [(0, 0, 0, 2)]
        assert check(session, reread(session, arena.id)).differences == 0

    inside(shared_url, work)


def test_pairs_are_counted_by_who_won_not_by_where_it_stood(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        said = [(0, 1, "left"), (1, 0, "right"), (0, 1, "right"), (1, 0, "tie"), (1, 0, "both_bad")]
        cast(session, arena, [vote(left, right, what, stratum=OVERALL) for left, right, what in said])
        assert [pair[3:] for pair in state(session, arena.id).pairs] == [(2, 1, 1, 1)]

    inside(shared_url, work)


# --- in whatever pieces ---------------------------------------------------------------------------------

pieces = st.lists(st.lists(ballot, min_size=1, max_size=6), min_size=1, max_size=6)


@pytest.mark.slow
def test_the_pieces_in_which_votes_arrive_do_not_matter(shared_url: str) -> None:
    """Alone, together, to a process that remembers or to one that has just started."""
    examples = 20 if shared_url.startswith("sqlite") else 6

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(pieces)
        def holds(requests: list[list[Ballot]]) -> None:
            with taken_back(connection) as session:
                add_models(session, 4)
                _compare(session, requests)

        holds()

    run_on(shared_url, run)


def _compare(session: WriteSession, requests: list[list[Ballot]]) -> None:
    together, remembered, forgotten = (add_arena(session, slug) for slug in "abc")
    memory = Memory()
    cast(session, together, [one for request in requests for one in request])
    for request in requests:
        cast(session, remembered, request, memory)
        for one in request:
            cast(session, forgotten, [one])
    expected = state(session, together.id)
    assert state(session, remembered.id) == state(session, forgotten.id) == expected


@pytest.mark.parametrize("chunk", [1, 7, 640])
def test_chunks_end_anywhere(shared_url: str, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """640 votes at once are folded as arrays, 7 one by one: the bits are the same."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(900, days=2))
        monkeypatch.setattr(folding, "CHUNK", chunk)
        seen: list[tuple[int, int]] = []
        found = check(session, reread(session, arena.id), lambda _, done, total: seen.append((done, total)))
        assert found.differences == 0
        assert seen == [(at, 900) for at in [*range(chunk, 900, chunk), 900]]

    inside(shared_url, work)


def test_a_method_is_named_after_every_parameter(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        other: dict[str, Any] = {
            "mu": 1.0,
            "sigma": 1.0,
            "beta": 1.0,
            "tau": 1.0,
            "draw_probability": 0.2,
            "both_bad": "ignore",
        }
        versions = {
            params_of(replace(arena, **{name: value})).method_version for name, value in other.items()
        }
        assert len(versions | {params_of(arena).method_version}) == 7
        same: dict[str, Any] = {"slug": "b", "name": "B", "revision": 9, "day": 3}
        assert params_of(replace(arena, **same)) == params_of(arena)

    inside(shared_url, work)
