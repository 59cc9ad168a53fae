"""The past: at a position, or at the end of a day, an axis is what a log that ended there would give."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from service.arena.boards.point_in_time import PastAxis, PointInTime, past_axis
from service.arena.recording.recount import void
from service.db.engine import ReadSession, WriteSession
from service.db.migrate import run_on
from service.db.queries import prompt_categories, ratings
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.votes import Ballot, log_day
from service.errors import Invalid
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import STRATA, ballot, cast, inside, reread, taken_back, vote

AXES = sorted({axis for stratum in STRATA for axis in stratum.axes()})
OVERALL_ONLY = PromptCategory()

logs = st.lists(ballot, min_size=1, max_size=10)
voids = st.sets(st.integers(1, 10), max_size=3)


def seen(session: ReadSession, arena: Arena, axis: Axis, at: PointInTime) -> tuple[list[Any], list[Any]]:
    """Ratings and counts of an axis at a moment, without the axis's number."""
    found = past_axis(session, arena, prompt_categories.find_axis(session, arena.id, axis), at)
    return bare(found.rows), sorted(found.pairs)


def stored(session: ReadSession, arena: Arena, axis: Axis) -> tuple[list[Any], list[Any]]:
    """Return the same as it stands now."""
    axis_id = prompt_categories.find_axis(session, arena.id, axis)
    if axis_id is None:
        return [], []
    rows = ratings.of_axis(session, arena.id, axis_id)
    return bare(rows), sorted(ratings.pairs_of_axis(session, arena.id, axis_id))


def bare(rows: Any) -> list[Any]:
    return sorted(tuple(row)[1:] for row in rows)


def on_every_axis(
    session: WriteSession, arena: Arena, at: PointInTime, same_as: list[Ballot], name: str
) -> None:
    other = add_arena(session, name)
    for one in same_as:
        cast(session, other, [one])
    for axis in AXES:
        assert seen(session, arena, axis, at) == stored(session, other, axis)


@pytest.mark.slow
def test_any_position_of_any_log(shared_url: str) -> None:
    examples = 12 if shared_url.startswith("sqlite") else 4

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(logs, voids)
        def holds(log: list[Ballot], out: set[int]) -> None:
            with taken_back(connection) as session:
                add_models(session, 4)
                arena = add_arena(session)
                cast(session, arena, log)
                void(session, reread(session, arena.id), out, "a reason")
                for n in range(len(log) + 1):
                    counted = [one for i, one in enumerate(log[:n], start=1) if i not in out]
                    on_every_axis(
                        session, reread(session, arena.id), PointInTime(position=n), counted, f"a{n}"
                    )

        holds()

    run_on(shared_url, run)


@pytest.mark.slow
def test_the_end_of_any_day_of_any_log(shared_url: str) -> None:
    examples = 12 if shared_url.startswith("sqlite") else 4

    def run(connection: Connection) -> None:
        @settings(max_examples=examples, suppress_health_check=list(HealthCheck))
        @given(logs, voids)
        def holds(log: list[Ballot], out: set[int]) -> None:
            with taken_back(connection) as session:
                add_models(session, 4)
                arena = add_arena(session)
                cast(session, arena, log)
                void(session, reread(session, arena.id), out, "a reason")
                counted = [one for i, one in enumerate(log, start=1) if i not in out]
                for day in range(DAY - 1, DAY + 6):
                    until = [one for one, found in zip(counted, days(counted), strict=True) if found <= day]
                    on_every_axis(session, reread(session, arena.id), PointInTime(day=day), until, f"d{day}")

        holds()

    run_on(shared_url, run)


def days(log: list[Ballot]) -> list[int]:
    found: list[int] = []
    for one in log:
        assert one.voted_at is not None
        found.append(log_day(found[-1] if found else None, one.voted_at))
    return found


def overall(session: ReadSession, arena: Arena, at: PointInTime) -> PastAxis:
    return past_axis(session, arena, prompt_categories.find_axis(session, arena.id, OVERALL), at)


def test_which_position_and_time_a_moment_stands_for(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session, created_at=77)
        cast(session, arena, [vote(stratum=OVERALL_ONLY), vote(day=2), vote(day=0), vote(day=3)])
        arena = reread(session, arena.id)
        day = clock.DAY
        by_position = [overall(session, arena, PointInTime(position=n))[:2] for n in range(5)]
        times = [77, DAY * day, (DAY + 2) * day, DAY * day, (DAY + 3) * day]
        assert by_position == list(enumerate(times))
        by_day = [overall(session, arena, PointInTime(day=DAY + n)).position for n in (-1, 0, 1, 2, 3, 9)]
        assert by_day == [0, 1, 1, 3, 4, 4]
        assert overall(session, arena, PointInTime(day=DAY)).as_of == (DAY + 1) * day - 1

    inside(shared_url, work)


def test_day_0_of_1970_is_a_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        at_zero = vote()._replace(voted_at=0)
        cast(session, arena, [at_zero, vote(day=2)])
        found = overall(session, reread(session, arena.id), PointInTime(day=0))
        assert (found.position, len(found.rows)) == (1, 2)
        assert overall(session, reread(session, arena.id), PointInTime(day=-1)).position == 0

    inside(shared_url, work)


@pytest.mark.parametrize("position", [2, 10**12, -1])
def test_a_position_that_the_log_has_not_reached(shared_url: str, position: int) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote()])
        with pytest.raises(Invalid, match="ends at position 1"):
            overall(session, reread(session, arena.id), PointInTime(position=position))

    inside(shared_url, work)


def test_an_axis_without_votes_has_a_past_too(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote()])
        arena = reread(session, arena.id)
        for at in (PointInTime(position=1), PointInTime(day=DAY)):
            found = past_axis(session, arena, None, at)
            assert (found.position, found.rows, found.pairs) == (1, [], [])

    inside(shared_url, work)
