"""The quality tracker: days, weeks, and the window that is tested for drift."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.arena.models.source import read
from service.arena.models.tracker import Tracker, TrackerPoint, newest_drift, trackers, week_of
from service.db.engine import WriteSession
from service.db.queries import models
from service.domain import clock
from service.domain.boards import Standing
from tests.support.pages.model_pages import LATER, LOG, TODAY, golden, on_golden, oracle
from tests.support.votes.arenas import DAY, add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_a_point_for_each_day_with_its_own_votes(shared_url: str) -> None:
    first, last = oracle(LOG[:6])["m0"], oracle()["m0"]

    def check(found: Sequence[Tracker]) -> None:
        (one,) = found
        assert [(point.day - DAY, point.votes) for point in one.days] == [(0, 3), (LATER, 4)]
        assert [point.standing.mu for point in one.days] == pytest.approx([first.mu, last.mu], abs=1e-5)
        assert [point.standing.votes for point in one.days] == [3, 7]
        assert one.drift is None

    on_golden(shared_url, trackers, check)


def test_weeks_begin_on_mondays() -> None:
    # 2024-10-04, day 20000, was a Friday.
    assert clock.day_text(week_of(20_000)) == "2024-09-30"
    assert {week_of(day) for day in range(19_996, 20_003)} == {19_996}
    assert week_of(20_003) == 20_003


def test_a_week_has_its_last_state_and_all_its_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        log = [vote(0, 1, day=day) for day in (0, 0, 1, 2, 3, 3)]
        cast(session, add_arena(session), log)
        (one,) = trackers(read(session, "m0", TODAY))
        assert [point.votes for point in one.days] == [2, 1, 1, 2]
        assert [(point.day - week_of(DAY), point.votes) for point in one.weeks] == [(0, 4), (7, 2)]
        assert one.weeks[0].standing == one.days[2].standing
        assert one.weeks[1].standing == one.days[3].standing

    inside(shared_url, work)


def points(*votes: tuple[int, int]) -> list[TrackerPoint]:
    """Points on days with so many votes each; the variance is 64 over all votes so far, the mean stays."""
    made: list[TrackerPoint] = []
    total = 0
    for day, number in votes:
        total += number
        standing = Standing("m", 25.0, 8.0 / total**0.5, total, total, 0, 0, 0)
        made.append(TrackerPoint(day, standing, number))
    return made


def test_the_shortest_window_with_votes_enough_is_tested() -> None:
    week = newest_drift(points((0, 60), (10, 30), (12, 30)), 0.0)
    assert week is not None
    assert (week.days, week.votes, week.moved) == (7, 60, 0.0)
    assert week.allowed == pytest.approx(3.2905 * (64 / 60 - 64 / 120) ** 0.5)
    month = newest_drift(points((0, 60), (10, 30), (22, 30)), 0.0)
    assert month is None  # a month ago there was nothing yet
    month = newest_drift(points((0, 60), (31, 30), (42, 30)), 0.0)
    assert month is not None
    assert (month.days, month.votes) == (30, 60)


def test_too_few_votes_are_not_tested() -> None:
    assert newest_drift([], 0.0) is None
    assert newest_drift(points((0, 500)), 0.0) is None
    assert newest_drift(points((0, 49), (100, 500)), 0.0) is None
    assert newest_drift(points((0, 500), (100, 49)), 0.0) is None
    assert newest_drift(points((0, 500), (100, 50)), 0.0) is not None


def test_what_is_known_of_the_model_is_marked_in_order(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        known = {"created_at": DAY * clock.DAY + 5, "released": "2024-09-01"}
        changed = {**known, "retired_at": (DAY + 21) * clock.DAY}
        models.change(session, models.ids_of(session, ["m0"])["m0"], changed)
        (one,) = trackers(read(session, "m0", TODAY))
        assert [(clock.day_text(mark.day), mark.detail) for mark in one.annotations] == [
            ("2024-09-01", "released"),
            ("2024-10-04", "added to the catalog"),
            ("2024-10-25", "retired"),
        ]

    inside(shared_url, work)
