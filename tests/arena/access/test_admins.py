"""Administrators' sessions: whose they are, and when they are over."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access import keys
from service.arena.access.admins import (
    COOKIE,
    MARKER,
    SESSION_SECONDS,
    admin_of,
    admin_token,
    check_admin_token,
    log_in,
    log_out,
)
from service.domain import clock
from service.errors import Forbidden, Unauthorized
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def value_of(cookies: list[str]) -> str:
    return cookies[0].partition(";")[0].partition("=")[2]


async def test_a_session_lasts_twelve_hours_and_no_longer_than_its_key(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        key = await services.database.write(keys.create, "mine", ["admin"])
        value = value_of(await log_in(services, key.key, secure=False))
        admin = await admin_of(services, value)
        assert admin
        assert (admin.key_id, admin.name) == (key.id, "mine")
        real = clock.now()
        for later, works in ((SESSION_SECONDS - 5, True), (SESSION_SECONDS + 5, False), (-60, False)):
            monkeypatch.setattr(clock, "now", lambda at=real + later * clock.SECOND: at)
            assert (await admin_of(services, value) is not None) is works
        monkeypatch.undo()
        await services.database.write(keys.revoke, key.id)
        assert await admin_of(services, value) is None


async def test_only_good_keys_open_one(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        votes = await services.database.write(keys.create, "votes", ["votes"])
        with pytest.raises(Forbidden, match="admin"):
            await log_in(services, votes.key, secure=False)
        with pytest.raises(Unauthorized):
            await log_in(services, "arena_wrong", secure=False)
        for wrong in ("", "x", value_of(log_out(secure=False))):
            assert await admin_of(services, wrong) is None


async def test_forms_are_those_of_the_session(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        admins = []
        for name in ("one", "two"):
            key = await services.database.write(keys.create, name, ["admin"])
            admins.append(await admin_of(services, value_of(await log_in(services, key.key, secure=True))))
        one, two = admins
        assert one
        assert two
        check_admin_token(services, one, admin_token(services, one))
        with pytest.raises(Forbidden):
            check_admin_token(services, two, admin_token(services, one))


def test_cookies() -> None:
    assert log_out(secure=True) == [
        f"{COOKIE}=; Max-Age=0; Path=/admin; HttpOnly; SameSite=Strict; Secure",
        f"{MARKER}=1; Max-Age=0; Path=/; SameSite=Lax; Secure",
    ]
    assert "Secure" not in str(log_out(secure=False))
