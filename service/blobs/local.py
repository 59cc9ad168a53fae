"""Blobs in a local folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.blobs.files import FULL, write_file
from service.blobs.protocol import (
    MARKER,
    BlobEntry,
    Namespace,
    digest_in,
    digest_of,
    marker_id,
    marker_text,
    path_of,
    verified,
)
from service.errors import Damaged, StorageFull, Unavailable


class LocalBlobs:
    """Blobs in a folder, which is created for the first one. See Blobs."""

    marker_seconds = 0.0

    def __init__(self, folder: Path) -> None:
        # Absolute from the start: what a relative path means must not change with the working directory.
        self._folder = folder.absolute()
        self.place = str(self._folder)

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """See Blobs."""
        digest = digest_of(data)
        path = self._folder / path_of(namespace, digest)
        with self._translated():
            if _holds(path, data):
                path.touch()  # in use again: pruning the store sees that it is new
            else:
                write_file(path, data, self._folder)
        return digest

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """See Blobs."""
        try:
            with self._translated():
                data = (self._folder / path_of(namespace, digest)).read_bytes()
        except FileNotFoundError:
            raise Damaged(f"the bytes of {digest.hex()} are missing") from None
        return verified(digest, data)

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """See Blobs."""
        with self._translated():
            (self._folder / path_of(namespace, digest)).unlink(missing_ok=True)

    def list(self, namespace: Namespace, folder: str) -> Iterator[BlobEntry]:
        """See Blobs."""
        place = self._folder / namespace / folder
        with self._translated(), suppress(FileNotFoundError), os.scandir(place) as files:
            yield from filter(None, (_entry(file, folder) for file in files))

    def marker(self) -> str | None:
        """See Blobs."""
        with self._translated():
            try:
                return marker_id((self._folder / MARKER).read_bytes())
            except (FileNotFoundError, NotADirectoryError):
                return None

    def mark(self, store_id: str) -> None:
        """See Blobs."""
        with self._translated():
            write_file(self._folder / MARKER, marker_text(store_id), self._folder)

    def free_bytes(self) -> int | None:
        """See Blobs."""
        there = next(folder for folder in (self._folder, *self._folder.parents) if folder.exists())
        return shutil.disk_usage(there).free

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno in FULL:
                full = f"the disk for images is full ({self.place}); nothing was stored"
                raise StorageFull(full) from error
            raise Unavailable(f"the image store is unavailable: {error.strerror} ({self.place})") from error


def _entry(file: os.DirEntry[str], folder: str) -> BlobEntry | None:
    """Return what a file holds, None for one that is not ours or that was deleted meanwhile."""
    digest = digest_in(file.name, folder)
    try:
        about = file.stat()
    except FileNotFoundError:
        return None
    return BlobEntry(digest, about.st_size, about.st_mtime_ns // 1_000) if digest else None


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes. If it is damaged, storing the bytes again repairs it."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
