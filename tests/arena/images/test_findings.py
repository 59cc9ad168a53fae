"""What the doctor says of the store and of images."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.images.checks import CheckReport
from service.arena.images.findings import of_images, of_reinstated, of_store
from service.arena.images.renditions import reinstate, withdraw_damaged
from tests.support.images.uploads import hang, open_gallery
from tests.support.votes.arenas import arena_services


def test_images_and_what_to_do() -> None:
    assert of_images(CheckReport(7)).detail == "7 in use looked at"
    report = CheckReport(3, {5: (b"", "missing")}, [6], returned=[7], originals=[8], sources=[9])
    finding = of_images(report)
    assert not finding.well
    for words in (
        "`arena doctor --withdraw`: 5; 1 damaged and withdrawn",
        "by DELETE: 6; 1 with a damaged original",
        "nobody is shown: 8; 1 prompts",
        "send it again: 9; 1 withdrawn",
        "a running server reinstates them: 7",
    ):
        assert words in finding.detail
    assert of_images(CheckReport(1, returned=[2])).well


@pytest.mark.anyio
async def test_the_store(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        new = await of_store(services)
        assert new.well
        assert new.detail.startswith(f"{tmp_path}/blobs: no marker yet: the server writes it with the first")
        image = await hang(services, "m0", await open_gallery(services))
        used = await of_store(services)
        assert used.well
        assert "the marker is there" in used.detail
        assert "GB free" in used.detail
        assert await services.database.read(of_reinstated) == []
        copy = bytes.fromhex(image.url.rpartition("/")[2])
        await services.database.write(withdraw_damaged, copy, "missing")
        await services.database.write(reinstate, [image.id])
        (finding,) = await services.database.read(of_reinstated)
        assert finding.detail == f"1 images in the last 7 days, as their files came back: {image.id}"
        (tmp_path / "blobs").rename(tmp_path / "away")
        gone = await of_store(services)
        assert (gone.well, f"{tmp_path}/blobs has no marker" in gone.detail) == (False, True)
