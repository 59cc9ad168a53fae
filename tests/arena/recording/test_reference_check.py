"""The second opinion on an arena's ratings: agrees with ours, and says so where it does not."""

from __future__ import annotations

import pytest

from service.arena.recording import reference_check
from service.arena.recording.recount import void
from service.arena.recording.reference_check import compare
from service.db.engine import WriteSession
from service.rating.kernel import update
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread


@pytest.mark.parametrize("policy", ["tie", "ignore"])
def test_the_package_comes_to_what_we_come_to(shared_url: str, policy: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session, both_bad=policy)
        cast(session, arena, ballots(60, days=3))
        void(session, reread(session, arena.id), [5, 6], "a reason")
        found = compare(session, reread(session, arena.id))
        assert (found.arena, found.votes, found.unrated) == ("t2i", 58, 0)
        assert found.largest_difference < 1e-4
        assert found.agrees

    inside(shared_url, work)


def test_a_fold_that_went_wrong_is_seen(shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def off(*arguments: float) -> tuple[float, float, float, float]:
        first, *rest = update(*arguments)  # type: ignore[arg-type]
        return (first + 0.01, *rest)  # type: ignore[return-value]

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(20))
        monkeypatch.setattr("service.rating.fold.update", off)
        found = compare(session, reread(session, arena.id))
        assert found.largest_difference > 0.005
        assert not found.agrees

    inside(shared_sqlite_url, work)


def test_a_long_log_is_read_in_chunks(shared_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_check, "CHUNK", 7)

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(20))
        seen: list[tuple[str, int, int]] = []
        found = compare(session, reread(session, arena.id), lambda *told: seen.append(told))
        assert found.votes == 20
        assert seen == [("reading", 7, 20), ("reading", 14, 20), ("reading", 20, 20)]

    inside(shared_sqlite_url, work)


def test_an_empty_log_agrees(shared_sqlite_url: str) -> None:
    def work(session: WriteSession) -> None:
        found = compare(session, add_arena(session))
        assert (found.votes, found.largest_difference, found.agrees) == (0, 0.0, True)

    inside(shared_sqlite_url, work)
