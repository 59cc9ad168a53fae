"""The migration to images that are dealt and not public, with data of the version before."""

from __future__ import annotations

from service.db.engine import ReadSession, WriteSession
from service.db.migrate import downgrade, upgrade
from service.db.queries import arenas, images
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang


def filled(session: WriteSession) -> list[int]:
    add_models(session)
    return hang(session, add_arena(session), 2, (0, 1))


def bare(session: ReadSession) -> list[int]:
    return [row.id for row in images.without_variants(session, 1_000, 10)]


def test_images_and_arenas_stay(database_url: str) -> None:
    made = in_write(database_url, filled)
    downgrade(database_url, "0023_price_per_vote")
    upgrade(database_url)
    assert in_write(database_url, bare) == sorted(made, reverse=True)
    arena = in_write(database_url, lambda session: arenas.get(session, "t2i"))
    assert arena is not None
    assert (arena.reveal_after, arena.example_share) == (1, 20)
