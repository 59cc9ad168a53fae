"""What clients did with their keys in the last days, and how administrators read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access.key_accounts import DAYS, of_days, summary
from service.arena.access.visitors import named_visitor
from service.arena.voting import matchups
from service.db.queries.log.accounts import KeyAccount
from service.domain import clock
from tests.support.votes.arenas import arena_services
from tests.support.votes.voting import pictured


async def test_the_last_days(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await pictured(services)
        await matchups.assign(services, named_visitor(services, "anna", 7), "t2i")
        assert (await services.database.read(of_days)).keys() == {7}
        later = clock.now() + DAYS * clock.DAY
        monkeypatch.setattr(clock, "now", lambda: later)
        assert await services.database.read(of_days) == {}
        assert (await services.database.read(of_days, DAYS + 1)).keys() == {7}


def test_in_one_line() -> None:
    account = KeyAccount(1, matchups=4, votes=4, voters=2, counted=3, unseen=1, held=1)
    assert summary(account) == "4 votes of 2 voters on 4 matchups: 3 count, 1 held, 1 unseen"
    assert summary(None) == ""
