"""The site's logo: read again only where the catalog has changed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from service.arena.images import logos
from service.domain.branding.logos import Logo
from tests.support.runs.waiting import CEILING_SECONDS, POLL_SECONDS
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


async def test_read_again_only_after_a_change(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        site_logo = services.catalog.site_logo
        await site_logo.refresh()
        before = site_logo.logo
        new = Logo(b"l" * 32, 96, 96)
        await services.database.write(lambda session: logos.set_of_site(session, new))
        await site_logo.refresh()
        assert (before, site_logo.logo) == (None, new)
        monkeypatch.setattr(services.database, "read", None)
        await site_logo.refresh()
        assert site_logo.logo == new


async def test_what_another_process_changed_is_seen(postgres_url: str, tmp_path: Path) -> None:
    async with (
        arena_services(postgres_url, tmp_path) as one,
        arena_services(postgres_url, tmp_path) as other,
    ):
        logo = other.catalog.site_logo
        for new in (Logo(b"l" * 32, 96, 96), None, Logo(b"m" * 32, 200, 96)):
            await logo.refresh()
            await one.database.write(logos.set_of_site, new)
            deadline = time.monotonic() + CEILING_SECONDS
            while logo.logo != new:
                assert time.monotonic() < deadline
                await logo.refresh()
                await asyncio.sleep(POLL_SECONDS)
