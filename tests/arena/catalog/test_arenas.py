"""Arenas as use cases; over HTTP they are tested in tests/api."""

from __future__ import annotations

import pytest

from service.arena.catalog import arenas
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.domain.votes import MAX_ARENA
from service.errors import Conflict, Invalid, NotFound
from service.rating.params import Params
from tests.support.served.api import in_write


def test_made_with_its_slug_alone(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = arenas.create(session, "t2i", {})
        assert (made.name, made.task, made.revision, made.last_position, made.day) == (
            "t2i",
            "text-to-image",
            0,
            0,
            None,
        )
        assert arenas.method_version(made) == Params().method_version
        assert arenas.page(session, Page()).items == [made]

    in_write(database_url, work)


def test_parameters_are_checked_and_kept_to_the_bit(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = arenas.create(session, "t2i", {}, {"sigma": 25 / 3, "tau": 0.1}, "ignore")
        assert (made.sigma, made.tau, made.both_bad) == (25 / 3, 0.1, "ignore")
        with pytest.raises(Invalid) as caught:
            arenas.create(session, "bad", {}, {"draw_probability": 0, "beta": -1}, "sometimes")
        named = {error.field for error in caught.value.errors}
        assert named >= {"rating.beta", "both_bad"}

    in_write(database_url, work)


def test_there_is_room_for_as_many_as_votes_can_name(sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        arenas.create(session, "first", {})
        for table in ("log_ends", "fold_leases"):
            session.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - the names above
        session.exec_driver_sql("UPDATE arenas SET id = ?", (MAX_ARENA - 2,))
        assert arenas.create(session, "last", {}).id == MAX_ARENA - 1
        with pytest.raises(Conflict, match="262143 arenas"):
            arenas.create(session, "one-more", {})

    in_write(sqlite_url, work)


def test_described_and_retired(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = arenas.create(session, "t2i", {})
        changed = arenas.change(session, "t2i", {"name": "Text", "task": "text", "description": "D"})
        assert (changed.name, changed.task, changed.description, changed.id) == ("Text", "text", "D", made.id)
        arenas.retire(session, "t2i")
        assert arenas.page(session, Page()).items == []
        assert len(arenas.page(session, Page(), retired=True).items) == 1
        with pytest.raises(Invalid, match="task"):
            arenas.change(session, "t2i", {"task": "Text to image"})
        with pytest.raises(NotFound):
            arenas.change(session, "nowhere", {})

    in_write(database_url, work)
