"""What the front page tells of each arena."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.activity import DAYS, RankMove, _activity, _read, activity
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.votes import Ballot, Outcome
from tests.support.db.queries import counted
from tests.support.images.model_images import show_every_vote
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import cast, inside

pytestmark = pytest.mark.anyio

TODAY = clock.now() // clock.DAY


def won(winner: int, loser: int, ago: int, times: int = 5) -> list[Ballot]:
    """Return votes for one model against another, so many days ago."""
    moment = (TODAY - ago) * clock.DAY + clock.SECOND
    return [Ballot(f"m{winner}", f"m{loser}", Outcome.LEFT, PromptCategory(), voted_at=moment)] * times


async def test_todays_votes_leaders_and_who_moved(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: TODAY * clock.DAY + clock.HOUR)
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, won(0, 1, DAYS + 3))
        await submit(services, arena, won(1, 0, 1, 20) + won(2, 0, 0, 8))
        (found,) = await activity(services)
        assert found.arena.last_position == 33
        assert found.today == 8
        assert [entry.standing.model for entry in found.leaders] == ["m1", "m2", "m0"]
        assert found.ranked == 3
        assert set(found.moves) == {
            RankMove("m0", "M0", 1, 3),
            RankMove("m1", "M1", 2, 1),
            RankMove("m2", "M2", None, 2),
        }
        assert not found.votable
        assert found.pairs == ()


async def test_a_young_arena_has_no_moves_and_an_empty_one_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await services.database.write(lambda session: add_arena(session, "empty"))
        await services.database.write(lambda session: add_arena(session, "gone", retired_at=1))
        await submit(services, arena, won(0, 1, 1))
        first, second = await activity(services)
        assert (first.arena.slug, first.moves) == ("t2i", ())
        assert (second.arena.slug, second.leaders, second.today) == ("empty", (), 0)


def test_pairs_are_the_newest_votes_on_images_that_nobody_called_bad(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session, simulated_until=2)
        cast(session, arena, [Ballot("m0", "m1", outcome) for outcome in Outcome])
        show_every_vote(session, arena)
        (source,) = _read(session, TODAY)
        found = _activity(source, 0)
        assert found.votable
        assert [pair.prompt[:8] for pair in found.pairs] == ["Prompt 3", "Prompt 2", "Prompt 1"]
        assert [pair.simulated for pair in found.pairs] == [False, True, True]
        tie, right, left = found.pairs
        assert [pair.decided for pair in (tie, right, left)] == [False, True, True]
        assert (tie.left.won, tie.right.won) == (False, False)
        assert (right.left.won, right.right.won) == (False, True)
        assert (right.right.model, right.right.name) == ("m1", "M1")
        assert right.right.image_url.startswith("/images/")
        assert (right.right.width, right.right.height) == (640, 480)

    inside(shared_url, work)


def test_the_number_of_queries_does_not_depend_on_the_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(30))
        with counted(session) as few:
            _read(session, TODAY)
        cast(session, arena, ballots(300, seed=2))
        with counted(session) as many:
            _read(session, TODAY)
        assert len(many) == len(few) <= 10

    inside(shared_url, work)
