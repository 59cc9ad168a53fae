"""Skipping: whose it is, what it was, and how much of it is free."""

from __future__ import annotations

import pytest

from service.arena.voting.skipping import SkipMatchup, skip
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.domain import clock
from service.domain.matchups import MOST_SKIPS, SKIP_WINDOW, MatchupState
from service.errors import AlreadyVoted, Forbidden, Gone, NotFound, TooMany
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def prepared(session: WriteSession) -> dict[str, object]:
    """Return what every matchup of the test has in common."""
    add_models(session)
    arena = add_arena(session)
    image = hang(session, arena, 1, (0, 1))[0]
    return {"arena_id": arena.id, "image_left": image, "image_right": image + 1, "dealt_at": clock.now()}


def test_each_end_has_its_word(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        common = prepared(session)
        deal(session, 1, **common)
        deal(session, 2, **common, position=7)
        deal(session, 3, **common, state=int(MatchupState.EXPIRED), closed_at=5)
        with pytest.raises(Forbidden):
            skip(session, SkipMatchup(1, 1, 2))
        with pytest.raises(NotFound):
            skip(session, SkipMatchup(1, 4, 1))
        with pytest.raises(AlreadyVoted):
            skip(session, SkipMatchup(1, 2, 1))
        with pytest.raises(Gone):
            skip(session, SkipMatchup(1, 3, 1))
        for _ in range(2):
            skip(session, SkipMatchup(1, 1, 1))
        states = {
            number: found.matchup.state for number, found in matchups.of_ids(session, (1, 2, 3)).items()
        }
        assert states == {1: MatchupState.SKIPPED, 2: MatchupState.VOTED, 3: MatchupState.EXPIRED}

    inside(shared_url, work)


def test_more_skips_than_votes_are_not_free(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        common = prepared(session)
        for number in range(2, 2 + MOST_SKIPS):
            deal(session, number, **common, state=int(MatchupState.SKIPPED), closed_at=5)
        deal(session, 1, **common)
        with pytest.raises(TooMany) as caught:
            skip(session, SkipMatchup(1, 1, 1))
        assert caught.value.retry_after == SKIP_WINDOW // clock.SECOND
        deal(session, 100, **common, position=7)
        skip(session, SkipMatchup(1, 1, 1))

    inside(shared_url, work)


def test_what_is_the_services_fault_is_free(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        common = prepared(session)
        for number in range(2, 2 + MOST_SKIPS):
            deal(session, number, **common, state=int(MatchupState.SKIPPED), closed_at=5)
        deal(session, 1, **common)
        skip(session, SkipMatchup(1, 1, 1, free=True))
        assert matchups.of_ids(session, [1])[1].matchup.state == MatchupState.SKIPPED

    inside(shared_url, work)
