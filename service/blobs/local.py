"""Blobs in a folder of this machine."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.blobs.protocol import Namespace, digest_of, path_of, verified
from service.errors import Damaged, StorageFull, Unavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)


class LocalBlobs:
    """Blobs below a folder, made when the first is put there. See Blobs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, namespace: Namespace, data: bytes) -> bytes:
        """See Blobs."""
        digest = digest_of(data)
        path = self._folder / path_of(namespace, digest)
        with _translated():
            if not _holds(path, data):
                _write(path, data)
        return digest

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """See Blobs."""
        try:
            with _translated():
                data = (self._folder / path_of(namespace, digest)).read_bytes()
        except FileNotFoundError:
            raise Damaged(f"the bytes of {digest.hex()} are missing") from None
        return verified(digest, data)

    def delete(self, namespace: Namespace, digest: bytes) -> None:
        """See Blobs."""
        with _translated():
            (self._folder / path_of(namespace, digest)).unlink(missing_ok=True)


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes: one that is damaged is mended by putting them again."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _write(path: Path, data: bytes) -> None:
    """Write a file that is there whole, also after a power cut, or not at all."""
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
    # The name is an entry of the folder, and the folder's of its own: both must reach the disk.
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("there is no room left for images; nothing was stored") from error
        raise Unavailable(f"the image store cannot be used: {error.strerror}") from error
