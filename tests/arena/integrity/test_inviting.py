"""Links that invite: worth what they say, and audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access import audit
from service.arena.access.invitations import Invitation
from service.arena.integrity.inviting import invite
from service.domain.paging import Page
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import arena_services, new_arena

pytestmark = pytest.mark.anyio


async def test_a_link(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, public_url="https://arena.example") as services:
        await new_arena(services)
        link = await invite(services, "t2i", 20, 7)
        path, _, token = link.partition("?invitation=")
        assert path == "https://arena.example/arenas/t2i/vote"
        found = Invitation.parse(services.secret, token)
        assert found is not None
        assert found.networks == 20
        (entry,) = (await services.database.read(audit.page, Page("", 1))).items
        assert (entry.action, entry.subject, entry.detail) == ("invite", "to t2i", "20 networks, 7 days")
        for networks, days in ((0, 7), (1_001, 7), (1, -1), (1, 401)):
            with pytest.raises(Invalid):
                await invite(services, "t2i", networks, days)
        with pytest.raises(NotFound):
            await invite(services, "nowhere", 1, 1)
