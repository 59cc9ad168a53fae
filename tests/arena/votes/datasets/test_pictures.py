"""Images of an export: copies without bars, each read once, damaged ones left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.votes.datasets.pictures import Pictures
from service.arena.votes.datasets.votes import Picture
from tests.support.images.pictures import opened, picture
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services


@pytest.mark.anyio
async def test_copies_are_read_once(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        prompt = await open_gallery(services)
        made = await hang(services, "m0", prompt, picture(size=(400, 300)))
        copy = bytes.fromhex(made.url.rpartition("/")[2])
        there, damaged = Picture("a/1.jpg", copy, 400, 300), Picture("a/2.jpg", bytes(32), 1, 1)
        assert there.url == made.url
        pictures = Pictures(services)
        folder = tmp_path / "export"
        assert await pictures.save([there, there, damaged], folder) == {"a/2.jpg"}
        assert opened((folder / "a" / "1.jpg").read_bytes()).size == (909, 683)
        (folder / "a" / "1.jpg").write_bytes(b"kept")
        assert await pictures.save([there], folder) == set()
        assert (folder / "a" / "1.jpg").read_bytes() == b"kept"
