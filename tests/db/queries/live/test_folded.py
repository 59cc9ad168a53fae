"""A fold is stored by the holder of the lease, on the revision that it was folded from, and in one schema."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from service.db.bulk import Rows
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, ratings
from service.db.queries.live import folded
from service.db.queries.live import leases as fold_leases
from service.db.queries.live.folded import Part
from service.db.schema_versions import RefusedError
from service.db.tables.votes import ratings as rows_of_ratings
from service.domain.arenas import Arena
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

pytestmark = pytest.mark.postgresql
ANNA, BEN = 1, 2


def stored(session: ReadSession) -> list[float]:
    """Return the stored ratings."""
    return [row.mu for row in session.execute(select(rows_of_ratings.c.mu))]


def rows(arena: Arena, mu: float) -> Rows:
    return ratings.save, ratings.keyed(arena.id, [(1, 1, mu, 1.0, 1, 0, 0, 0, 3)])


def test_all_of_it_is_stored_or_nothing(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        fold_leases.beat(session, ANNA)
        fold_leases.take(session, ANNA, [arena.id])
        after = replace(arena, revision=1, last_position=7, day=3, rated_at=9)

        def store(worker: int, epoch: int, before: int, mu: float) -> tuple[bool, bool]:
            outcome = folded.store(session, worker, [Part(epoch, after, before, [rows(arena, mu)])])
            return arena.id in outcome.held, arena.id in outcome.stored

        for worker, epoch in ((BEN, 1), (ANNA, 2)):
            assert store(worker, epoch, 0, 20.0) == (False, False)
        assert store(ANNA, 1, 5, 20.0) == (True, False)
        assert (stored(session), arenas.of_id(session, arena.id)) == ([], arena)
        assert store(ANNA, 1, 0, 21.0) == (True, True)
        assert (stored(session), arenas.of_id(session, arena.id)) == ([21.0], after)
        assert store(ANNA, 1, 0, 22.0) == (True, False)
        assert stored(session) == [21.0]

    inside(postgres_url, work)


def test_a_part_in_which_no_vote_counts_moves_only_the_arena(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        fold_leases.beat(session, ANNA)
        fold_leases.take(session, ANNA, [arena.id])
        after = replace(arena, revision=1, last_position=7)
        mine = frozenset([arena.id])
        assert folded.store(session, ANNA, [Part(1, after, 0, [(ratings.save, [])])]) == (mine, mine)
        assert arenas.of_id(session, arena.id) == after

    inside(postgres_url, work)


def test_another_schema_is_refused(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        fold_leases.beat(session, ANNA)
        fold_leases.take(session, ANNA, [arena.id])
        session.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        with pytest.raises(RefusedError):
            folded.store(session, ANNA, [Part(1, replace(arena, revision=1), 0, [])])
        assert arenas.of_id(session, arena.id) == arena

    inside(postgres_url, work)
