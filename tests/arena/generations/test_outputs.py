"""Signed addresses of generated images: nobody makes one up, and they expire."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.generations import generations
from service.arena.generations.outputs import EXPIRY_SECONDS, PREFIX, open_output, output_path
from service.arena.generations.workers import working
from service.domain import clock
from service.errors import Gone, NotFound
from tests.support.images.generations import studio
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio


async def test_good_for_an_hour(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()
        token = output_path(here.services.secret, made.number).removeprefix(PREFIX)
        with pytest.raises(NotFound):  # there is no image yet
            await open_output(here.services, token)
        async with working(here.services, 1):
            await generations.wait(here.services, here.key, made.id, CEILING_SECONDS)
        found = await open_output(here.services, token)
        assert found.media_type == "image/png"
        assert EXPIRY_SECONDS - 30 < found.seconds <= EXPIRY_SECONDS
        later = clock.now() + (EXPIRY_SECONDS + 1) * clock.SECOND
        monkeypatch.setattr(clock, "now", lambda: later)
        with pytest.raises(Gone):
            await open_output(here.services, token)


async def test_another_secret_opens_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        made = await here.ask()
        token = output_path(b"another", made.number).removeprefix(PREFIX)
        lost = output_path(here.services.secret, made.number + 1).removeprefix(PREFIX)
        for forged in (token, lost, "", "é", "=", token[:-1]):
            with pytest.raises(NotFound):
                await open_output(here.services, forged)
