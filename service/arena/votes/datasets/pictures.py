"""The images of an export: as voters saw them, but without the gray bars and zeros of blind voting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from service.arena.services import Services
from service.arena.votes.datasets.votes import Picture
from service.blobs.unboxed import unboxed
from service.errors import Damaged

# So many are read at a time. A call to a store that must wait for many others would pass for one that hangs.
_AT_ONCE = 8


class Pictures:
    """Reads images from the blob store. Originals are private, so only copies are read."""

    def __init__(self, services: Services) -> None:
        self._blobs = services.blobs
        self._reading = asyncio.Semaphore(_AT_ONCE)

    async def save(self, pictures: Iterable[Picture], folder: Path) -> set[str]:
        """Write images to a folder, unless they are there; return the paths of damaged ones.

        Raise Unavailable.
        """
        wanted = {picture for picture in pictures if not (folder / picture.path).exists()}
        await asyncio.gather(*(self._save(picture, folder / picture.path) for picture in wanted))
        return {picture.path for picture in wanted if not (folder / picture.path).exists()}

    async def _save(self, picture: Picture, file: Path) -> None:
        async with self._reading:
            try:
                copy = await self._blobs.read("copies", picture.copy)
            except Damaged:
                return
            await asyncio.to_thread(_write, file, copy, picture)


def _write(file: Path, copy: bytes, picture: Picture) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(unboxed(copy, picture.width, picture.height))
