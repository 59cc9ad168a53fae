"""The blobs that the database names."""

from __future__ import annotations

from sqlalchemy import select

from service.db.engine import WriteSession
from service.db.queries import images
from service.db.queries.log import segments
from service.db.queries.log.segments import SegmentRow
from service.db.queries.stores import named
from service.db.queries.stores.named import Named
from service.db.tables.voting import images as table
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def test_some_of_each_kind_and_those_in_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert named.some(session, 2) == []
        add_models(session)
        arena = add_arena(session)
        numbers = hang(session, arena, 5, (0, 1))
        segments.add(session, SegmentRow(arena.id, 1, 9, 1, 2, b"s" * 32, b"m" * 32, 77, 1))
        rows = session.execute(select(table.c.id, table.c.copy, table.c.square)).all()
        copies = {row.id: row.copy for row in rows}
        squares = {row.id: row.square for row in rows}
        found = named.some(session, 2)
        assert Named("log", b"s" * 32) in found
        ends = {side[number] for side in (copies, squares) for number in (*numbers[:2], *numbers[-2:])}
        assert {one.digest for one in found if one.kind == "copies"} == ends
        assert {one.kind for one in found} == {"copies", "originals", "log"}
        images.withdraw(session, numbers[0], 1, "asked to")
        shown = named.shown_at_random(session, 100)
        assert sorted(shown) == sorted(copies[number] for number in numbers[1:])
        assert len(named.shown_at_random(session, 3)) == 3

    inside(shared_url, work)
