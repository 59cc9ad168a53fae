"""Backups as separate files, in a folder or under a prefix of a bucket. Parts of tables are compressed.

In a folder a backup is written under another name first. A bucket cannot rename, so there the manifest is
what makes a backup: it is written last, and removed first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

from service.arena.backups.archives import part_of
from service.arena.backups.compression import compressed, decompressed
from service.arena.backups.manifests import decode
from service.arena.backups.members import MANIFEST, MOST_BYTES
from service.blobs.files import sync_folder, translated
from service.blobs.shelves import FolderShelf, Shelf
from service.errors import Conflict, Damaged, Invalid

_COMPRESSED = ".zst"


class ShelfWriter:
    """A backup on a shelf, which exists once its manifest does. See Writer."""

    def __init__(self, shelf: Shelf, place: str) -> None:
        """Raise Conflict if there is a backup already."""
        if MANIFEST in shelf.names():
            raise Conflict(f"there is a backup at {place} already")
        self._shelf = shelf
        self._names: list[str] = []
        self._size = 0

    def add(self, name: str, data: bytes) -> None:
        """See Writer."""
        stored = _stored_name(name)
        kept = compressed(data) if stored != name else data
        self._names.append(stored)
        self._shelf.write(stored, kept)
        self._size += len(kept)

    def finish(self) -> int:
        """See Writer."""
        return self._size

    def abandon(self) -> None:
        """See Writer."""
        for name in reversed(self._names):
            self._shelf.remove(name)


class FolderWriter(ShelfWriter):
    """A backup in a folder, which is open to its owner only. See Writer."""

    def __init__(self, folder: Path) -> None:
        """Raise Conflict if the folder exists and is not empty."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Conflict(f"{folder} exists already and is not empty")
        self._folder, self._part = folder, part_of(folder.absolute())
        with translated(str(folder)):
            rmtree(self._part, ignore_errors=True)  # of a backup that was killed
            self._part.mkdir(parents=True, mode=0o700)
        super().__init__(FolderShelf(self._part), str(folder))

    def finish(self) -> int:
        """See Writer."""
        with translated(str(self._folder)):
            self._part.rename(self._folder)
            sync_folder(self._folder.absolute().parent)
        return super().finish()

    def abandon(self) -> None:
        """See Writer."""
        rmtree(self._part, ignore_errors=True)


class ShelfSource:
    """A backup on a shelf. See Source. Files that its manifest does not name are not part of it."""

    def __init__(self, shelf: Shelf, place: str) -> None:
        """Raise Invalid if there is no backup."""
        try:
            self._manifest = shelf.read(MANIFEST, MOST_BYTES)
        except Damaged:
            raise Invalid(f"there is no backup at {place}: it has no {MANIFEST}") from None
        self._shelf = shelf

    def members(self) -> Iterator[tuple[str, bytes]]:
        """See Source."""
        for name in decode(self._manifest).hashes():
            stored = _stored_name(name)
            data = self._shelf.read(stored, MOST_BYTES)
            yield name, decompressed(name, data, MOST_BYTES) if stored != name else data
        yield MANIFEST, self._manifest


def _stored_name(name: str) -> str:
    return name + _COMPRESSED if name.startswith("tables/") else name
