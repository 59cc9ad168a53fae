"""What cards take from the branding: an arena's own before the site's, and none that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.images import logos
from service.domain.branding.logos import Logo
from service.web.embeds.card_logos import card_logo, card_look
from tests.support.images.pictures import flat
from tests.support.votes.arenas import add_arena, arena_services, new_arena

pytestmark = pytest.mark.anyio


async def test_an_arenas_own_before_the_sites(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, accent="#0b7a75") as services:
        plain = await new_arena(services)
        own = await services.database.write(lambda session: add_arena(session, "own", accent="#a8262f"))
        assert card_look(services, own).accent == "#a8262f"
        assert card_look(services, plain).accent == card_look(services).accent != "#3346c4"
        assert await card_logo(services, own) is None
        logo = await logos.store(services, flat((200, 100)))
        await services.database.write(lambda session: logos.set_of_site(session, logo))
        found = await card_logo(services, plain)
        assert found is not None
        assert (found.ratio, found.data[:23]) == (2, "data:image/webp;base64,")
        lost = Logo(b"l" * 32, 1, 1)
        damaged = await services.database.write(lambda session: logos.set_of_arena(session, "own", lost))
        assert await card_logo(services, damaged) is None
