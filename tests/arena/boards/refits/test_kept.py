import pytest

from service.arena.boards.refits import kept
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.refit import Refit, encode
from service.db.engine import WriteSession
from service.db.queries.log import refits
from service.db.queries.log.refits import RefitKey
from service.domain.axes import OVERALL
from service.rating.pooled import Deviations, Likely
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def refit(arena_id: int, position: int) -> Refit:
    likely = {OVERALL: {model: Likely(float(position), 0.0, 1.0) for model in range(10)}}
    return Refit(arena_id, position, likely, Deviations(1.0, None, None, None))


def test_what_is_stored_is_decoded_once(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id = add_arena(session).id
        memory = Refits()
        assert memory.newest(session, arena_id, 99) is None
        refits.add(session, RefitKey(arena_id, 20, 0), encode(refit(arena_id, 20)), 1)
        found = memory.newest(session, arena_id, 99)
        assert found == refit(arena_id, 20)
        assert memory.newest(session, arena_id, 20) is memory.at(session, arena_id, 20) is found
        assert memory.at(session, arena_id, 21) is None
        assert memory.newest(session, arena_id, 19) is None

    inside(shared_sqlite_url, work)


def test_those_not_read_for_longest_are_forgotten(
    shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_ESTIMATES", 30)

    def work(session: WriteSession) -> None:
        arena_id = add_arena(session).id
        memory = Refits()
        for position in (1, 2, 3):
            memory.keep(RefitKey(arena_id, position, 0), refit(arena_id, position))
        assert memory.at(session, arena_id, 1) is not None
        memory.keep(RefitKey(arena_id, 4, 0), refit(arena_id, 4))
        assert [memory.at(session, arena_id, i) is not None for i in (1, 2, 3, 4)] == [
            True,
            False,
            True,
            True,
        ]

    inside(shared_sqlite_url, work)


def test_one_of_votes_that_changed_since_is_not_found(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id = add_arena(session).id
        memory = Refits()
        memory.keep(RefitKey(arena_id, 20, 0), refit(arena_id, 20))
        assert memory.at(session, arena_id, 20) is not None
        refits.forget_from(session, arena_id, 20)
        assert memory.at(session, arena_id, 20) is None

    inside(shared_sqlite_url, work)
