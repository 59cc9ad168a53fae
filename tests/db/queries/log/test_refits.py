"""Stored refits: which are kept, which are found, and that none is stored of votes that have changed."""

from __future__ import annotations

from service.arena.recording.recount import recount, void
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import refits
from service.db.queries.log.refits import KEPT, RefitKey
from service.db.revisions import read_revisions
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread


def stored(session: ReadSession, arena_id: int, upto: int = 1_000) -> list[int]:
    """Return the positions of the stored refits, the last one first."""
    found = []
    while (key := refits.newest(session, arena_id, upto)) is not None:
        found.append(key.position)
        upto = key.position - 1
    return found


def test_the_newest_up_to_a_position_is_found(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        one, other = add_arena(session, "one").id, add_arena(session, "other").id
        assert refits.newest(session, one, 99) is None
        for position in (40, 20, 30):
            assert refits.add(session, RefitKey(one, position, 0), bytes([position]), position)
        assert refits.add(session, RefitKey(one, 30, 0), b"twice", 31)
        assert refits.newest(session, one, 39) == RefitKey(one, 30, 0)
        assert refits.body(session, RefitKey(one, 30, 0)) == bytes([30])
        assert refits.body(session, RefitKey(one, 30, 1)) is None
        assert refits.newest(session, other, 99) is None

    inside(shared_url, work)


def test_the_last_computed_are_kept_and_that_of_the_last_position(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena_id = add_arena(session).id
        refits.add(session, RefitKey(arena_id, 900, 0), b"", 0)
        for i in range(KEPT + 5):
            refits.add(session, RefitKey(arena_id, 500 - i, 0), b"", 1 + i)
        assert stored(session, arena_id) == [900, *range(495, 495 - KEPT, -1)]

    inside(shared_url, work)


def test_a_void_outdates_what_is_stored_and_what_is_being_computed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(60))
        for position in (20, 40, 60):
            refits.add(session, RefitKey(arena.id, position, 0), b"", position)
        void(session, reread(session, arena.id), [41, 55], "a bot")
        assert stored(session, arena.id) == [40, 20]
        assert not refits.add(session, RefitKey(arena.id, 60, 0), b"old", 9)
        assert stored(session, arena.id) == [40, 20]
        assert refits.epoch_of(session, arena.id) == 1
        assert refits.add(session, RefitKey(arena.id, 60, 1), b"new", 9)
        void(session, reread(session, arena.id), [40], "a bot")
        assert stored(session, arena.id) == [20]
        recount(session, reread(session, arena.id))
        assert stored(session, arena.id) == []

    inside(shared_url, work)


def test_what_is_cached_of_an_arena_depends_on_its_refits(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session, revision=7)
        before = read_revisions(session)["t2i"]
        refits.add(session, RefitKey(arena.id, 20, 0), b"", 1)
        assert read_revisions(session)["t2i"] == read_revisions(session, "t2i")["t2i"] == before + 1
        assert reread(session, arena.id).revision == 7

    inside(shared_url, work)
