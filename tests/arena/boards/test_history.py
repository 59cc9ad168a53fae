"""The quality tracker's series: a point for every day on which a model's rating changed."""

from __future__ import annotations

import pytest

from service.arena.boards.boards import build, read
from service.arena.boards.history import histories
from service.arena.boards.point_in_time import PointInTime
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.errors import NotFound
from tests.support.votes.arenas import DAY, add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread, vote

PEOPLE = PromptCategory(("people",))
LOG = [vote(0, 1), vote(0, 1, day=2), vote(2, 0, day=2), vote(1, 2, day=5)]


def days(session: WriteSession, model: str) -> list[int]:
    ((only),) = histories(session, "t2i", OVERALL, model)[1]
    return [point.day - DAY for point in only.points]


def test_closed_days_and_the_running_one_each_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, LOG)
        assert [days(session, model) for model in ("m0", "m1", "m2")] == [[0, 2], [0, 2, 5], [2, 5]]
        cast(session, arena, [vote(0, 1, day=6)])
        assert [days(session, model) for model in ("m0", "m1", "m2")] == [[0, 2, 6], [0, 2, 5, 6], [2, 5]]

    inside(shared_url, work)


def test_all_models_by_slug_with_their_names(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        cast(session, add_arena(session), LOG)
        arena, found = histories(session, "t2i", OVERALL)
        assert arena.slug == "t2i"
        assert [(one.model, one.name, len(one.points)) for one in found] == [
            ("m0", "M0", 2),
            ("m1", "M1", 3),
            ("m2", "M2", 2),
        ]

    inside(shared_url, work)


def test_every_point_is_the_board_of_that_day(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(80, days=4))
        for one in histories(session, "t2i", OVERALL)[1]:
            assert len({point.day for point in one.points}) == len(one.points)
            for point in one.points:
                board = build(read(session, "t2i", OVERALL, 1, PointInTime(day=point.day)))
                shown = {entry.standing.model: entry.standing for entry in board.ranked}
                assert shown[one.model] == point.standing

    inside(shared_url, work)


def test_a_void_takes_its_days_back(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, LOG)
        void(session, reread(session, arena.id), [4], "a reason")
        assert days(session, "m1") == [0, 2]
        void(session, reread(session, arena.id), [2], "a reason")
        assert days(session, "m1") == [0]

    inside(shared_url, work)


def test_each_axis_has_its_own_and_some_have_none(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        log = [vote(0, 1, stratum=PEOPLE), vote(0, 1, day=1, stratum=PromptCategory((), "en"))]
        cast(session, add_arena(session), log)
        (one, _) = histories(session, "t2i", Axis("people"))[1]
        assert [point.day for point in one.points] == [DAY]
        assert histories(session, "t2i", Axis("people", "en"))[1] == []
        assert histories(session, "t2i", OVERALL, "m3")[1] == []

    inside(shared_url, work)


def test_what_is_not_there_is_not_found(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        cast(session, add_arena(session), LOG[:1])
        for model in ("m9", "\0", ""):
            with pytest.raises(NotFound, match="no model"):
                histories(session, "t2i", OVERALL, model)
        with pytest.raises(NotFound, match="theme=animals"):
            histories(session, "t2i", Axis("animals"))
        with pytest.raises(NotFound, match="no arena 'x'"):
            histories(session, "x", OVERALL)

    inside(shared_url, work)
