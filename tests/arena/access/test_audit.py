"""The audit log: what is done and the note of it come together."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access import audit, keys
from service.arena.catalog import organizations
from service.db.engine import WriteSession
from service.domain.paging import Page
from service.errors import Conflict, Invalid
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def test_what_fails_is_not_noted(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        key = await services.database.write(keys.create, "mine", ["admin"])

        def make(session: WriteSession) -> str:
            return organizations.create(session, "luma", {"name": "Luma"}).slug

        made = await audit.audited(services, key.id, make, action="create", subject="luma", detail="d" * 900)
        assert made == "luma"
        with pytest.raises(Conflict):
            await audit.audited(services, key.id, make, action="create", subject="luma")
        (entry,) = (await services.database.read(audit.page, Page())).items
        assert (entry.key_name, entry.action, entry.subject, len(entry.detail)) == (
            "mine",
            "create",
            "luma",
            500,
        )


async def test_pages(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        key = await services.database.write(keys.create, "mine", ["admin"])
        for number in range(3):
            await services.database.write(audit.note, key.id, "x", str(number))
        first = await services.database.read(audit.page, Page(limit=2))
        assert [entry.subject for entry in first.items] == ["2", "1"]
        assert first.next_cursor
        last = await services.database.read(audit.page, Page(after="2", limit=2))
        assert [entry.subject for entry in last.items] == ["0"]
        with pytest.raises(Invalid, match="another list"):
            await services.database.read(audit.page, Page(after="²"))
