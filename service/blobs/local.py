"""Blobs in a local folder."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.blobs.protocol import MARKER, Namespace, digest_of, marker_id, marker_text, path_of, verified
from service.errors import Damaged, StorageFull, Unavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)


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
            if not _holds(path, data):
                _write(path, data)
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
            _write(self._folder / MARKER, marker_text(store_id))

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
            if error.errno in _FULL:
                full = f"the disk for images is full ({self.place}); nothing was stored"
                raise StorageFull(full) from error
            raise Unavailable(f"the image store is unavailable: {error.strerror} ({self.place})") from error


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes. If it is damaged, storing the bytes again repairs it."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    """Write a file so that it exists as a whole or not at all, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    # The file is an entry of its folder, and that folder of its parent: both must reach the disk.
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
