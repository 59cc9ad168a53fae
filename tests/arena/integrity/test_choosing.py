"""Choosing votes: what people enter, what is refused, and holding what was seen."""

from __future__ import annotations

import pytest

from service.arena.integrity import choosing, flags, networks
from service.db.engine import WriteSession
from service.db.queries.log.chosen import Choice
from service.domain import clock
from service.errors import Invalid, NotFound
from tests.support.votes.ledgers import inside
from tests.support.votes.rigged_arenas import HONEST_VOTES, ROBOT_VOTES, add_rigged

NETWORK = networks.text_of(7)
DAY = 20_783 * clock.DAY  # 2026-11-26


def test_what_people_enter() -> None:
    assert choosing.choice_of({"network": NETWORK}) == Choice(network=7)
    assert choosing.choice_of({"since": "2026-11-26"}) == Choice(since=DAY)
    assert choosing.choice_of({"until": "2026-11-26"}) == Choice(until=DAY + clock.DAY - 1)
    minute = 60 * clock.SECOND
    times = {"since": "2026-11-26 00:01", "until": " 2026-11-26T00:02 ", "within": "0.8"}
    assert choosing.choice_of(times) == Choice(since=DAY + minute, until=DAY + 3 * minute - 1, within_ms=800)
    new = choosing.choice_of({"since": "2026-11-26", "voters": choosing.NEW})
    assert new == Choice(since=DAY, only_new=True)
    assert choosing.choice_of({"since": "2026-11-26T01:00+01:00"}) == Choice(since=DAY)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({}, None),
        ({"voters": choosing.NEW}, "since"),
        ({"network": "192.0.2.1"}, "network"),
        ({"since": "yesterday"}, "since"),
        ({"until": "9999-12-31"}, "until"),
        ({"within": "soon"}, "within"),
        ({"within": "nan"}, "within"),
        ({"within": "0"}, "within"),
    ],
)
def test_what_cannot_be_read(texts: dict[str, str], field: str | None) -> None:
    with pytest.raises(Invalid) as caught:
        choosing.choice_of(texts)
    assert [one.field for one in caught.value.errors] == ([field] if field else [])


def test_only_what_was_seen_is_held(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_rigged(session)
        choice = Choice(within_ms=100_000)
        arena_id, places = choosing.positions(session, "t2i", choice)
        assert (arena_id, len(places)) == (arena.id, HONEST_VOTES + ROBOT_VOTES)
        done = choosing.hold(session, "t2i", choice, " a burst ", last=3)
        assert done.votes == 3
        flag = flags.get(session, done.flag)
        assert (flag.kind, flag.sentence, flag.held) == ("manual", "a burst", True)
        assert choosing.positions(session, "t2i", choice)[1][0] == 4
        for why, last in ((" ", 9), ("a burst", 3)):
            with pytest.raises(Invalid):
                choosing.hold(session, "t2i", choice, why, last=last)
        with pytest.raises(NotFound):
            choosing.positions(session, "nowhere", choice)

    inside(shared_url, work)
