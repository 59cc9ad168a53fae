"""What requests about arenas say to the use cases, and what they are told."""

from __future__ import annotations

from dataclasses import replace

from service.arena.catalog import arenas
from service.db.engine import WriteSession
from service.domain.paging import Listing
from service.http.schemas.arenas import ArenaOut, ArenaPatch, ArenasOut, NewArena
from service.rating.params import Params
from tests.support.served.api import in_write


def test_a_request_says_what_it_names() -> None:
    made = NewArena.model_validate_json(
        '{"slug": "a", "name": "A", "rating": {"mu": 30}, "both_bad": "ignore"}'
    )
    assert made.fields() == {"name": "A"}
    assert made.rating.model_dump() | {"both_bad": made.both_bad} == {
        name: getattr(Params(mu=30, both_bad="ignore"), name) for name in Params.__slots__
    }
    assert ArenaPatch.model_validate_json('{"description": null}').fields() == {"description": None}


def test_an_arena_is_told_with_its_parameters_and_the_state_of_its_log(sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = arenas.create(session, "a", {"name": "A"})
        shown = ArenaOut.of(replace(made, last_position=7, revision=3, retired_at=1_000_000))
        assert (shown.votes, shown.revision) == (7, 3)
        assert shown.retired_at == "1970-01-01T00:00:01.000000Z"
        assert shown.method_version == Params().method_version
        assert shown.rating.sigma == made.sigma
        assert ArenasOut.of(Listing([made], "next")).next_cursor == "next"

    in_write(sqlite_url, work)
