"""What answers are made from: the axes in the order of lists, their ratings, and what else is needed."""

from __future__ import annotations

import pytest

from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.kept import Refits
from service.arena.queries.reading import ArenaSource, read_arena
from service.arena.queries.selecting import find_arenas, find_axes
from service.db.engine import WriteSession
from service.errors import Invalid
from tests.support.db.queries import counted
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, vote


def test_what_is_read(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(1, 2), vote(2, 3, day=1)])
        (asked,) = find_axes(session, find_arenas(session, ["t2i"]), ["*"])

        def read(at: PointInTime | None = None, *, fits: bool = False) -> ArenaSource:
            return read_arena(session, asked, at, Refits(), PromptSets(), fits=fits)

        source = read()
        labels = ["overall", "theme=people", "language=en", "theme=people,language=en"]
        assert [axis.label for axis in source.axes.values()] == labels
        assert (source.position, source.refit, source.counts) == (3, None, {})
        assert {model.slug for model in source.models.values()} == {"m0", "m1", "m2", "m3"}
        assert all(len(rows) == 4 for rows in source.rows.values())
        past = read(PointInTime(2), fits=True)
        assert past.position == 2
        assert all(len(rows) == 3 for rows in past.rows.values())
        assert all(len(pairs) == 2 for pairs, _ in past.counts.values())
        assert {
            axis: sum(row[3] for row in rows) for axis, rows in read(PointInTime(day=20_000)).rows.items()
        }
        with pytest.raises(Invalid, match="the log of arena t2i ends at position 3"):
            read(PointInTime(4))

    inside(shared_url, work)


def test_the_number_of_queries_does_not_depend_on_the_axes(shared_url: str) -> None:
    def queries(session: WriteSession, pattern: str) -> int:
        (asked,) = find_axes(session, find_arenas(session, ["t2i"]), [pattern])
        with counted(session) as made:
            read_arena(session, asked, None, Refits(), PromptSets())
        return len(made)

    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(1, 2)])
        assert queries(session, "overall") == queries(session, "*") <= 8

    inside(shared_url, work)
